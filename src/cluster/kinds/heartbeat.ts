import { parseTime } from '../../api/time.ts';

/** The last of the beats that follow each other every `period` ms since `first` (a time as objects carry it), as ms since the epoch. */
export function lastBeat(first: string | undefined | null, period: number, now: number): number | undefined {
  const start = parseTime(first ?? '');
  if (start === undefined || start > now) return undefined;
  return start + Math.floor((now - start) / period) * period;
}
