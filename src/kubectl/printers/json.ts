const htmlEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as kubectl prints it: four blanks, keys sorted, `<`, `>` and `&` escaped, a newline at the end. Undefined properties are left out. */
export function toJson(value: unknown, order: KeyOrder = 'sorted'): string {
  return `${pretty(value, '\n', order)}\n`;
}

/** Keys by name, or as they stand: objects in the order of their Go structs. */
export type KeyOrder = 'sorted' | 'given';

function pretty(value: unknown, lineBreak: string, order: KeyOrder): string {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  const inner = `${lineBreak}    `;
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${inner}${value.map((item) => pretty(item, inner, order)).join(`,${inner}`)}${lineBreak}]`;
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  const fields = (order === 'sorted' ? keys.sort() : keys)
    .filter((key) => object[key] !== undefined)
    .map((key) => `${text(key)}: ${pretty(object[key], inner, order)}`);
  return fields.length === 0 ? '{}' : `{${inner}${fields.join(`,${inner}`)}${lineBreak}}`;
}

const harmless = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5b\x5d-\x7e]*$/;

function text(value: string): string {
  if (harmless.test(value)) return `"${value}"`;
  const quoted = JSON.stringify(value);
  return /[<>&\u2028\u2029]/.test(quoted) ? quoted.replace(/[<>&\u2028\u2029]/g, (char) => htmlEscapes[char]!) : quoted;
}
