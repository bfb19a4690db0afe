import { getOwn } from '../../../api/json.ts';
import { DurationError, parseDuration, parseTime } from '../../../api/time.ts';
import type { Library } from '../functions.ts';
import { Duration, EvaluationError, Timestamp } from '../values.ts';
import { fixed } from './numbers.ts';

const SECOND = 1_000_000_000n;
const FIRST = -62_135_596_800n * SECOND;
const LAST = 253_402_300_799n * SECOND + (SECOND - 1n);

export function checkedTimestamp(nanos: bigint): Timestamp {
  if (nanos < FIRST || nanos > LAST) throw new EvaluationError('timestamp overflow');
  return new Timestamp(nanos);
}

export function checkedDuration(nanos: bigint): Duration {
  if (nanos !== BigInt.asIntN(64, nanos)) throw new EvaluationError('duration overflow');
  return new Duration(nanos);
}

/** RFC 3339, to the nanosecond; undefined for anything else. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const ms = match === null ? undefined : parseTime(match[1]! + match[3]!);
  if (match === null || ms === undefined) return undefined;
  const nanos = BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').slice(0, 9).padEnd(9, '0'));
  return nanos < FIRST || nanos > LAST ? undefined : new Timestamp(nanos);
}

export function parseDurationText(text: string): Duration | undefined {
  try {
    const ms = parseDuration(text);
    const nanos = exactNanos(text) ?? BigInt(Math.round(ms * 1e6));
    return nanos === BigInt.asIntN(64, nanos) ? new Duration(nanos) : undefined;
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Whole numbers of units add up without rounding. */
function exactNanos(text: string): bigint | undefined {
  let total = 0n;
  for (const [, count = '', unit = ''] of text.replace(/^[+-]/, '').matchAll(/([0-9.]+)([^0-9.]*)/g)) {
    const size = getOwn(UNITS, unit);
    if (!/^[0-9]+$/.test(count) || size === undefined) return undefined;
    total += BigInt(count) * size;
  }
  return text.startsWith('-') ? -total : total;
}

export function formatTimestamp({ nanos }: Timestamp): string {
  const fraction = ((nanos % SECOND) + SECOND) % SECOND;
  const seconds = (nanos - fraction) / SECOND;
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  return `${text}${fraction === 0n ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`}Z`;
}

/** In seconds: `90s`, `1.5s`. */
export function formatDurationValue({ nanos }: Duration): string {
  return `${fixed(Number(nanos) / 1e9)}s`;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  millis: number;
}

/** The wall clock of a time zone: a name, or an offset such as `+02:00`. */
function partsOf({ nanos }: Timestamp, zone = 'UTC'): Parts {
  const ms = Number(nanos / 1_000_000n) - (nanos < 0n && nanos % 1_000_000n !== 0n ? 1 : 0);
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  const local =
    zone === 'UTC' || zone === ''
      ? ms
      : offset
        ? ms + (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000
        : localTime(ms, zone);
  const date = new Date(local);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millis: date.getUTCMilliseconds(),
  };
}

function localTime(ms: number, zone: string): number {
  try {
    const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-US', { ...options, hourCycle: 'h23', timeZone: zone, era: 'short' });
    const parts = Object.fromEntries(format.formatToParts(new Date(ms)).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    date.setUTCHours(hour, minute, second, ((ms % 1000) + 1000) % 1000);
    return date.getTime();
  } catch {
    throw new EvaluationError(`unknown time zone ${zone}`);
  }
}

function dayOfYear({ year, month, day }: Parts): number {
  const start = new Date(0);
  start.setUTCFullYear(year, 0, 1);
  const today = new Date(0);
  today.setUTCFullYear(year, month, day);
  return Math.round((today.getTime() - start.getTime()) / 86_400_000);
}

const GETTERS: Readonly<Record<string, (parts: Parts) => number>> = {
  getFullYear: ({ year }) => year,
  getMonth: ({ month }) => month,
  getDayOfYear: dayOfYear,
  getDayOfMonth: ({ day }) => day - 1,
  getDate: ({ day }) => day,
  getDayOfWeek: ({ weekday }) => weekday,
  getHours: ({ hour }) => hour,
  getMinutes: ({ minute }) => minute,
  getSeconds: ({ second }) => second,
  getMilliseconds: ({ millis }) => millis,
};

export const times: Library = {
  ...Object.fromEntries(
    Object.entries(GETTERS).map(([name, get]) => [
      `timestamp.${name}() int | timestamp.${name}(string) int`,
      (time: Timestamp, zone?: string) => BigInt(get(partsOf(time, zone))),
    ]),
  ),
  'duration.getHours() int': ({ nanos }: Duration) => nanos / (3600n * SECOND),
  'duration.getMinutes() int': ({ nanos }: Duration) => nanos / (60n * SECOND),
  'duration.getSeconds() int': ({ nanos }: Duration) => nanos / SECOND,
  'duration.getMilliseconds() int': ({ nanos }: Duration) => nanos / 1_000_000n,
};
