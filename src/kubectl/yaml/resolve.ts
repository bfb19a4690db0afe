/** What an unquoted YAML 1.1 scalar means to Kubernetes' YAML library. */
export type Resolved =
  | { kind: 'null'; value: null }
  | { kind: 'bool'; value: boolean }
  | { kind: 'int' | 'float'; value: number }
  | { kind: 'timestamp' | 'string'; value: string };

const words = new Map<string, Resolved>();
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, { kind: 'null', value: null });
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  words.set(word, { kind: 'bool', value: true });
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  words.set(word, { kind: 'bool', value: false });
for (const word of ['.nan', '.NaN', '.NAN']) words.set(word, { kind: 'float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']) words.set(word, { kind: 'float', value: Infinity });
for (const word of ['-.inf', '-.Inf', '-.INF']) words.set(word, { kind: 'float', value: -Infinity });

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dotFloat = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const integer = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|(0[oO]?)([0-7]+)|(0|[1-9][0-9]*))$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Numbers keep YAML 1.1's octal (0777), binary and underscores; sexagesimals and dates stay text. */
export function resolvePlain(text: string): Resolved {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  if (first === 0x2e) return dotFloat.test(text) ? finite(text, text) : { kind: 'string', value: text };
  const digit = first >= 0x30 && first <= 0x39;
  if (!digit && first !== 0x2b && first !== 0x2d) return { kind: 'string', value: text };
  if (digit && isTimestamp(text)) return { kind: 'timestamp', value: text };
  const plain = text.replaceAll('_', '');
  const whole = parseInteger(plain);
  if (whole !== undefined) return { kind: 'int', value: whole };
  return float.test(plain) ? finite(plain, text) : { kind: 'string', value: text };
}

/** Whether the text has to be quoted to stay a string. */
export function looksLikeOtherThanString(text: string): boolean {
  return resolvePlain(text).kind !== 'string' || sexagesimal.test(text);
}

function finite(plain: string, text: string): Resolved {
  const value = Number(plain);
  return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'string', value: text };
}

function parseInteger(text: string): number | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign, , hex, , binary, , octal, decimal] = match;
  const magnitude = BigInt(
    hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : decimal!,
  );
  const limit = sign === '-' ? 1n << 63n : (1n << 64n) - 1n;
  if (magnitude > limit) return undefined;
  const value = Number(magnitude);
  return sign === '-' && value !== 0 ? -value : value;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d{2}):(\d{2})))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/;

function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (match === null) return false;
  const number = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day] = [number(1), number(2), number(3)];
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()) return false;
  const [hours, minutes, seconds] = match[4] === undefined ? [number(9), number(10), number(11)] : [number(4), number(5), number(6)];
  return hours < 24 && minutes < 60 && seconds < 60 && number(7) <= 24 && number(8) < 60;
}
