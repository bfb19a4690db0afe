import type { CronFields, CronSchedule } from '../../kinds/batch/cron-schedule.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** A schedule that fits nothing within five years (30 February) never comes. */
const HORIZON = 5 * 366 * 24 * HOUR;

/** The first time after `after` (ms since the epoch) at which the schedule is due; undefined when there is none. */
export function nextTime(schedule: CronSchedule, after: number, timeZone = 'UTC'): number | undefined {
  if ('everyMs' in schedule) return Math.floor(after / 1000) * 1000 + schedule.everyMs;
  let time = (Math.floor(after / MINUTE) + 1) * MINUTE;
  const end = time + HORIZON;
  while (time <= end) {
    const local = localTime(time, timeZone);
    if (!schedule.months.has(local.month)) time = startOf(local.year, local.month + 1, 1, time, timeZone);
    else if (!fitsDay(schedule, local)) time = startOf(local.year, local.month, local.day + 1, time, timeZone);
    else if (!schedule.hours.has(local.hour)) time += (60 - local.minute) * MINUTE;
    else if (!schedule.minutes.has(local.minute)) time += minutesToNext(schedule.minutes, local.minute) * MINUTE;
    else return time;
  }
  return undefined;
}

export interface Missed {
  /** The latest time at or before now at which the schedule was due. */
  latest: number | undefined;
  count: number;
}

/** Times the schedule was due after `since`, up to `now`. */
export function missedTimes(schedule: CronSchedule, since: number, now: number, timeZone?: string): Missed {
  let latest: number | undefined;
  let count = 0;
  for (let time = nextTime(schedule, since, timeZone); time !== undefined && time <= now; time = nextTime(schedule, time, timeZone)) {
    latest = time;
    count += 1;
  }
  return { latest, count };
}

interface LocalTime {
  year: number;
  /** 1 is January. */
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  hour: number;
  minute: number;
}

/** With a star in one of the day fields both have to fit, otherwise one of them. */
function fitsDay(schedule: CronFields, { day, weekday }: LocalTime): boolean {
  const month = schedule.daysOfMonth.has(day);
  const week = schedule.daysOfWeek.has(weekday);
  return schedule.anyDayOfMonth || schedule.anyDayOfWeek ? month && week : month || week;
}

function minutesToNext(minutes: ReadonlySet<number>, minute: number): number {
  for (let ahead = 1; minute + ahead < 60; ahead += 1) if (minutes.has(minute + ahead)) return ahead;
  return 60 - minute;
}

/** Midnight of a local date, always later than `after`. */
function startOf(year: number, month: number, day: number, after: number, timeZone: string): number {
  const midnight = Date.UTC(year, month - 1, day);
  const guess = midnight - offset(midnight - offset(midnight, timeZone), timeZone);
  return guess > after ? guess : after + HOUR - (after % HOUR);
}

function localTime(time: number, timeZone: string): LocalTime {
  const date = new Date(time + offset(time, timeZone));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far local clocks are ahead of UTC at this time (ms). */
function offset(time: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const local = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  return local - Math.floor(time / 1000) * 1000;
}

/** RFC 3339 in local time, as the scheduled-timestamp annotation has it. */
export function formatLocal(time: number, timeZone: string): string {
  const ahead = offset(time, timeZone);
  const text = new Date(time + ahead).toISOString().slice(0, 19);
  if (ahead === 0) return `${text}Z`;
  const minutes = Math.abs(ahead) / MINUTE;
  const digits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${text}${ahead < 0 ? '-' : '+'}${digits(minutes / 60)}:${digits(minutes % 60)}`;
}
