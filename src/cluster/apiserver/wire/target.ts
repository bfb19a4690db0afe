/** What a request line asks for, decoded as Go's net/url decodes it. */
export interface Target {
  /** Escapes are resolved, also those of slashes; nothing is cleaned: `..` and `//` are what they are. */
  path: string;
  query: Query;
}

/** A request line that Go's HTTP server refuses before anybody looks at it. */
export class MalformedTarget extends Error {}

export class Query {
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The first value. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** First values by name. */
  plain(): Record<string, string> {
    return Object.fromEntries([...this.#values].map(([name, values]) => [name, values[0] ?? '']));
  }

  get empty(): boolean {
    return this.#values.size === 0;
  }
}

/** @throws MalformedTarget */
export function parseTarget(target: string): Target {
  const local = /^[a-z][a-z0-9+.-]*:\/\/[^/?]*(.*)$/i.exec(target)?.[1] ?? target;
  const mark = local.indexOf('?');
  const rawPath = mark < 0 ? local : local.slice(0, mark);
  // eslint-disable-next-line no-control-regex -- what Go's parser refuses
  if (/[\x00-\x20\x7f]/.test(local) || (rawPath !== '' && !/^[/*]/.test(rawPath))) throw new MalformedTarget();
  const path = unescapeText(rawPath);
  if (path === undefined) throw new MalformedTarget();
  return { path: path === '' ? '/' : path, query: parseQuery(mark < 0 ? '' : local.slice(mark + 1)) };
}

/** Pairs that do not decode are left out, as are those with a semicolon. */
export function parseQuery(text: string): Query {
  const query = new Query();
  for (const pair of text.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const name = unescapeText((equals < 0 ? pair : pair.slice(0, equals)).replace(/\+/g, ' '));
    const value = unescapeText(equals < 0 ? '' : pair.slice(equals + 1).replace(/\+/g, ' '));
    if (name !== undefined && value !== undefined) query.add(name, value);
  }
  return query;
}

/** Undefined when an escape is none. Bytes that are no UTF-8 become U+FFFD. */
function unescapeText(text: string): string | undefined {
  if (!text.includes('%')) return text;
  const bytes: number[] = [];
  const encoded = new TextEncoder().encode(text);
  for (let i = 0; i < encoded.length; i += 1) {
    const byte = encoded[i] as number;
    if (byte !== 0x25) {
      bytes.push(byte);
      continue;
    }
    const digits = String.fromCharCode(encoded[i + 1] ?? 0, encoded[i + 2] ?? 0);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return undefined;
    bytes.push(parseInt(digits, 16));
    i += 2;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes));
}
