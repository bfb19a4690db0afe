/** Times are milliseconds since 1970 (UTC), durations milliseconds; both may have fractions down to nanoseconds in duration texts. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-21T05:42:59Z` */
export function formatRfc3339(ms: number): string {
  return `${new Date(Math.floor(ms / second) * second).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-21T05:42:59.123000Z` */
export function formatMicroTime(ms: number): string {
  const whole = Math.floor(ms / second) * second;
  const micros = Math.floor((ms - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`;
}

/** `Sat, 21 Nov 2026 05:47:58 +0000`, as describe prints times. */
export function formatRfc1123(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${days[date.getUTCDay()]}, ${day} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Milliseconds of an RFC 3339 time, undefined for anything else. */
export function parseTime(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds] = match.map(Number) as [number, number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  utc.setUTCHours(hours, minutes, seconds);
  return utc.getTime() + Number(`0.${match[7] ?? '0'}`) * second - offset(match[8]!);
}

function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * hour + Number(zone.slice(4)) * minute;
  return zone.startsWith('-') ? -size : size;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year % 400 === 0 ? 2000 : 1600 + (year % 400), month, 0)).getUTCDate();
}

/** An age as kubectl shows it: `119s`, `2m3s`, `3h4m`, `47h`, `2d`, `5d3h`, `300d`, `2y`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / second);
  if (seconds < -1) return '<invalid>';
  if (ms < 0) return '0s';
  const minutes = Math.trunc(ms / minute);
  const hours = Math.trunc(ms / hour);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const wholeDays = Math.trunc(hours / 24);
  if (hours < 192) return pair(wholeDays, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${wholeDays}d`;
  const years = Math.trunc(wholeDays / 365);
  return hours < 24 * 365 * 8 ? pair(years, 'y', wholeDays % 365, 'd') : `${years}y`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

export class DurationError extends Error {}

const durationUnits: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: second, m: minute, h: hour };

/**
 * `1h30m`, `-1.5s`, `0` in milliseconds.
 * @throws DurationError in Go's words: `time: invalid duration "soon"`
 */
export function parseDuration(text: string): number {
  const invalid = (): DurationError => new DurationError(`time: invalid duration ${quoteDuration(text)}`);
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') throw invalid();
  let total = 0;
  while (rest !== '') {
    const [, number = '', unit = ''] = /^([0-9]*\.?[0-9]*)([^0-9.]*)/.exec(rest)!;
    if (!/[0-9]/.test(number)) throw invalid();
    if (unit === '') throw new DurationError(`time: missing unit in duration ${quoteDuration(text)}`);
    const size = Object.hasOwn(durationUnits, unit) ? durationUnits[unit]! : undefined;
    if (size === undefined) throw new DurationError(`time: unknown unit ${quoteDuration(unit)} in duration ${quoteDuration(text)}`);
    total += Number(number) * size;
    rest = rest.slice(number.length + unit.length);
  }
  if (total > 2 ** 63 / 1e6) throw invalid();
  return negative ? -total : total;
}

function quoteDuration(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** As Go prints a duration: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  let nanos = BigInt(Math.round(Math.abs(ms) * 1e6));
  if (nanos === 0n) return '0s';
  const minus = ms < 0 ? '-' : '';
  if (nanos < 1_000n) return `${minus}${nanos}ns`;
  if (nanos < 1_000_000n) return `${minus}${decimal(nanos, 3)}µs`;
  if (nanos < 1_000_000_000n) return `${minus}${decimal(nanos, 6)}ms`;
  const wholeMinutes = nanos / 60_000_000_000n;
  nanos %= 60_000_000_000n;
  const seconds = `${decimal(nanos, 9)}s`;
  if (wholeMinutes === 0n) return `${minus}${seconds}`;
  const hours = wholeMinutes / 60n;
  return `${minus}${hours > 0n ? `${hours}h` : ''}${wholeMinutes % 60n}m${seconds}`;
}

function decimal(value: bigint, places: number): string {
  const text = String(value).padStart(places + 1, '0');
  const fraction = text.slice(-places).replace(/0+$/, '');
  return `${text.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
