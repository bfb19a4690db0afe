const letter = /\p{L}/u;
const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code > 0x7f && letter.test(String.fromCharCode(code)));
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The order of keys in YAML that kubectl writes: numbers inside by value (`a2` before `a10`), signs and digits before letters. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    const leftLetter = isLetter(left);
    const rightLetter = isLetter(right);
    if (leftLetter && rightLetter) return left - right;
    if (leftLetter || rightLetter) return leftLetter ? 1 : -1;
    return compareNumbers(a, b, i) || left - right;
  }
  return a.length - b.length;
}

/** Compares the runs of digits that start at `at`; a zero there counts only when it continues a number. */
function compareNumbers(a: string, b: string, at: number): number {
  let prefix = '';
  if (a[at] === '0' || b[at] === '0') {
    for (let i = at - 1; i >= 0 && isDigit(a.charCodeAt(i)); i--) if (a[i] !== '0') prefix = '1';
  }
  const left = digitsFrom(a, at);
  const right = digitsFrom(b, at);
  const difference = BigInt(prefix + left || '0') - BigInt(prefix + right || '0');
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return left.length - right.length;
}

function digitsFrom(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return text.slice(at, end);
}
