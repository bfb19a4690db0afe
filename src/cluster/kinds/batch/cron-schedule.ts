import { getOwn } from '../../../api/json.ts';
import { goQuote } from '../../../api/go-text.ts';
import { DurationError, parseDuration } from '../../../api/time.ts';

/** When a CronJob is due: the minutes that fit all five fields, or a fixed distance. */
export type CronSchedule = CronFields | { everyMs: number };

export interface CronFields {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  daysOfMonth: ReadonlySet<number>;
  /** 1 is January. */
  months: ReadonlySet<number>;
  /** 0 is Sunday. */
  daysOfWeek: ReadonlySet<number>;
  /** When one of the two day fields is a star both have to fit, otherwise one of them. */
  anyDayOfMonth: boolean;
  anyDayOfWeek: boolean;
}

export class CronError extends Error {}

interface Bounds {
  min: number;
  max: number;
  names?: readonly string[];
}

const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Parses `15 3 * * 1-5`, `@daily`, `@every 6h`; a leading `TZ=…` is skipped.
 * @throws CronError with the API server's message
 */
export function parseCronSchedule(text: string): CronSchedule {
  let schedule = known.get(text);
  if (!schedule) {
    schedule = parse(text);
    if (known.size >= KNOWN) known.clear();
    known.set(text, schedule);
  }
  return schedule;
}

/** CronJobs are looked at again and again with the same few schedules. */
const known = new Map<string, CronSchedule>();
const KNOWN = 256;

function parse(text: string): CronSchedule {
  if (text === '') throw new CronError('empty spec string');
  const spec = text.replace(/^(TZ|CRON_TZ)=\S*\s*/, '');
  if (spec.startsWith('@every ')) return { everyMs: parseEvery(spec) };
  if (spec.startsWith('@') && !Object.hasOwn(descriptors, spec)) throw new CronError(`unrecognized descriptor: ${spec}`);
  const parts = (getOwn(descriptors, spec) ?? spec).split(/\s+/).filter((part) => part !== '');
  if (parts.length !== bounds.length) {
    throw new CronError(`expected exactly ${bounds.length} fields, found ${parts.length}: [${parts.join(' ')}]`);
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = parts.map((part, i) => parseField(part, bounds[i]!));
  return {
    minutes: minutes!.values,
    hours: hours!.values,
    daysOfMonth: daysOfMonth!.values,
    months: months!.values,
    daysOfWeek: daysOfWeek!.values,
    anyDayOfMonth: daysOfMonth!.isStar,
    anyDayOfWeek: daysOfWeek!.isStar,
  };
}

function parseEvery(spec: string): number {
  try {
    // Whole seconds, at least one.
    return Math.max(1000, Math.floor(parseDuration(spec.slice('@every '.length)) / 1000) * 1000);
  } catch (error) {
    if (error instanceof DurationError) throw new CronError(`failed to parse duration ${spec}: ${error.message}`);
    throw error;
  }
}

function parseField(field: string, limits: Bounds): { values: Set<number>; isStar: boolean } {
  const values = new Set<number>();
  let isStar = false;
  for (const range of field.split(',').filter((part) => part !== '')) {
    const { start, end, step, star } = parseRange(range, limits);
    for (let value = start; value <= end; value += step) values.add(value);
    isStar ||= star;
  }
  return { values, isStar };
}

function parseRange(text: string, limits: Bounds): { start: number; end: number; step: number; star: boolean } {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreEnds] = range.split('-');
  const star = low === '*' || low === '?';
  let start = limits.min;
  let end = limits.max;
  if (!star) {
    start = parseNumber(low, limits.names);
    if (moreEnds.length > 0) throw new CronError(`too many hyphens: ${text}`);
    end = high === undefined ? start : parseNumber(high, limits.names);
  }
  if (moreSteps.length > 0) throw new CronError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  // `5/10` means from 5 on.
  if (stepText !== undefined && high === undefined) end = limits.max;
  if (start < limits.min) throw new CronError(`beginning of range (${start}) below minimum (${limits.min}): ${text}`);
  if (end > limits.max) throw new CronError(`end of range (${end}) above maximum (${limits.max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  return { start, end, step, star: star && step === 1 };
}

function parseNumber(text: string, names: readonly string[] = []): number {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  }
  if (Number(text) < 0) throw new CronError(`negative number (${Number(text)}) not allowed: ${text}`);
  return Number(text);
}
