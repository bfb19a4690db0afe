const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };
const escape = /\\(?:([abfnrtv\\])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))|["']|\\$/gsu;

/** The text of a Go string literal within its quotes; undefined when it is none. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0]!;
  let valid = true;
  const text = quoted
    .slice(1, -1)
    .replace(escape, (whole, named?: string, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      if (named !== undefined) return simple[named]!;
      const hex = x ?? u ?? long;
      const code = hex !== undefined ? parseInt(hex, 16) : octal !== undefined ? parseInt(octal, 8) : undefined;
      if (code !== undefined && code <= 0x10ffff) return String.fromCodePoint(code);
      if (other === quote || (other === undefined && whole !== quote && whole.length === 1 && whole !== '\\')) return other ?? whole;
      valid = false;
      return whole;
    });
  return valid && !text.includes('\n', quoted.includes('\n') ? 0 : text.length) ? text : undefined;
}
