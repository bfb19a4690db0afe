import { equal, less } from './compare.ts';
import { sprintf, show } from './printf.ts';
import { GoNumber, asInteger, isMap, isTrue, missing, typeName } from './values.ts';

export interface TemplateFunction {
  /** How many arguments it takes; with `variadic` at least so many. */
  arity: number;
  variadic?: boolean;
  /** The first argument must be a string. */
  takesString?: boolean;
  /** Throws an Error with the words that follow `error calling NAME: `. */
  call(...args: unknown[]): unknown;
}

/** What a template may call. `and` and `or` are the executor's: they leave arguments unevaluated. */
const functions = {
  and: { arity: 1, variadic: true, call: (first) => first },
  or: { arity: 1, variadic: true, call: (first) => first },
  not: { arity: 1, call: (value) => !isTrue(value) },
  len: { arity: 1, call: length },
  index: {
    arity: 1,
    variadic: true,
    call: (item, ...keys) => keys.reduce(indexOne, keys.length === 0 || item != null ? item : untyped('index')),
  },
  slice: { arity: 1, variadic: true, call: slice },
  call: { arity: 1, variadic: true, call: callValue },
  print: { arity: 0, variadic: true, call: sprint },
  println: { arity: 0, variadic: true, call: (...args) => `${args.map(show).join(' ')}\n` },
  printf: { arity: 1, variadic: true, takesString: true, call: (format, ...args) => sprintf(format as string, args) },
  html: { arity: 0, variadic: true, call: (...args) => joined(args).replace(/[\0"'&<>]/g, (char) => htmlEscapes[char]!) },
  js: { arity: 0, variadic: true, call: (...args) => escapeJs(joined(args)) },
  urlquery: { arity: 0, variadic: true, call: (...args) => escapeQuery(joined(args)) },
  eq: { arity: 1, variadic: true, call: equalsAny },
  ne: { arity: 2, call: (left, right) => !equal(left, right) },
  lt: { arity: 2, call: (left, right) => less(left, right) },
  le: { arity: 2, call: (left, right) => less(left, right) || equal(left, right) },
  gt: { arity: 2, call: (left, right) => !(less(left, right) || equal(left, right)) },
  ge: { arity: 2, call: (left, right) => !less(left, right) },
  base64decode: { arity: 1, takesString: true, call: decodeBase64 },
  exists: { arity: 1, variadic: true, call: exists },
} satisfies Record<string, TemplateFunction>;

export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));

export function functionNamed(name: string): TemplateFunction {
  return functions[name as keyof typeof functions];
}

function untyped(what: string): never {
  throw new Error(`${what} of untyped nil`);
}

function length(value: unknown): GoNumber {
  if (value == null) throw new Error('reflect: call of reflect.Value.Type on zero Value');
  if (typeof value === 'string') return new GoNumber(new TextEncoder().encode(value).length, 'int');
  if (Array.isArray(value)) return new GoNumber(value.length, 'int');
  if (isMap(value)) return new GoNumber(Object.keys(value).length, 'int');
  throw new Error(`len of type ${typeName(value)}`);
}

function indexOne(item: unknown, key: unknown): unknown {
  if (item == null) throw new Error('index of nil pointer');
  if (isMap(item)) {
    if (key == null) throw new Error('value is nil; should be of type string');
    if (typeof key !== 'string') throw new Error(`value has type ${typeName(key)}; should be string`);
    return Object.hasOwn(item, key) ? item[key] : missing;
  }
  if (typeof item !== 'string' && !Array.isArray(item)) throw new Error(`can't index item of type ${typeName(item)}`);
  const list = typeof item === 'string' ? [...new TextEncoder().encode(item)].map((byte) => new GoNumber(byte, 'uint8')) : item;
  return list[position(key, list.length - 1)];
}

function position(key: unknown, last: number): number {
  if (key == null) throw new Error('cannot index slice/array with nil');
  const index = asInteger(key);
  if (index === undefined) throw new Error(`cannot index slice/array with type ${typeName(key)}`);
  if (index < 0 || index > last) throw new Error(`index out of range: ${index}`);
  return index;
}

function slice(item: unknown, ...bounds: unknown[]): unknown {
  if (item == null) untyped('slice');
  if (bounds.length > 3) throw new Error(`too many slice indexes: ${bounds.length}`);
  if (typeof item !== 'string' && !Array.isArray(item)) throw new Error(`can't slice item of type ${typeName(item)}`);
  if (typeof item === 'string' && bounds.length === 3) throw new Error('cannot 3-index slice a string');
  const bytes = typeof item === 'string' ? new TextEncoder().encode(item) : undefined;
  const size = bytes?.length ?? (item as unknown[]).length;
  const [start = 0, end = size, capacity = size] = bounds.map((bound) => position(bound, size));
  if (start > end) throw new Error(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new Error(`invalid slice index: ${end} > ${capacity}`);
  return bytes !== undefined ? new TextDecoder().decode(bytes.slice(start, end)) : (item as unknown[]).slice(start, end);
}

function callValue(value: unknown): never {
  if (value == null) throw new Error('call of nil');
  // The executor puts the argument's text in.
  throw new Error(`non-function %s of type ${typeName(value)}`);
}

/** Blanks come between two arguments that are not strings. */
function sprint(...args: unknown[]): string {
  let out = '';
  args.forEach((arg, i) => {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += show(arg);
  });
  return out;
}

function joined(args: readonly unknown[]): string {
  if (args.length === 1 && args[0] === missing) return '<no value>';
  return sprint(...args);
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};
const jsEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJs(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\\'"<>&=\x00-\x1f\x7f-\x9f\u2028\u2029]/g,
    (char) => jsEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

function escapeQuery(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function equalsAny(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => equal(first, other));
}

function decodeBase64(text: unknown): string {
  const source = (text as string).replace(/[\r\n]/g, '');
  const bad = /[^A-Za-z0-9+/]/.exec(source.replace(/={0,2}$/, ''));
  const illegal = bad !== null ? bad.index : source.length % 4 !== 0 ? source.length - (source.length % 4) : -1;
  if (illegal >= 0) throw new Error(`base64 decode failed: illegal base64 data at input byte ${illegal}`);
  return new TextDecoder().decode(Uint8Array.from(atob(source), (char) => char.charCodeAt(0)));
}

function exists(item: unknown, ...keys: unknown[]): boolean {
  try {
    return keys.reduce(indexOne, item) != null;
  } catch {
    return false;
  }
}
