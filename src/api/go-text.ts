/** Values as Go programs print them: in Kubernetes messages the formatting verbs of Go shine through. */

const quoteEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** `%q`: a double-quoted string with everything unprintable escaped. */
export function goQuote(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeForQuote)}"`;
}

function escapeForQuote(char: string): string {
  const known = quoteEscapes[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0)!;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** `%v` of decoded JSON: `map[spec:map[replicas:three]]`, `[a b]`, `<nil>`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `map[${entries
    .sort(byKey)
    .map(([key, item]) => `${key}:${goValue(item)}`)
    .join(' ')}]`;
}

/** `%v` of a number in decoded JSON: what is an integer is an int64, all else a float64. */
export function goNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : goFloat(value);
}

/** `%v` of a float64: an exponent of at least two digits from a million on and below 1e-4 (`2.000001e+09`). */
export function goFloat(value: number): string {
  const text = value.toExponential();
  const exponent = Number(text.slice(text.indexOf('e') + 1));
  return exponent < -4 || exponent >= 6 ? text.replace(/e([+-])(\d)$/, 'e$10$2') : String(value);
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** Compact JSON as Go's encoder writes maps: keys sorted, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  return htmlEscaped(sortedJson(value));
}

/** JSON without what could end a script in a page, as Go's encoder writes it. */
export function htmlEscaped(json: string): string {
  // Most texts have nothing of it: looking is cheaper than replacing.
  return /[<>&\u2028\u2029]/.test(json) ? json.replace(/[<>&\u2028\u2029]/g, (char) => htmlEscapes[char]!) : json;
}

/** Compact JSON with sorted keys, nothing escaped for HTML. */
export function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(byKey)
    .map(([key, item]) => `${JSON.stringify(key)}:${sortedJson(item)}`)
    .join(',')}}`;
}

function byKey(a: [string, unknown], b: [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
