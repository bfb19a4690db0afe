import type { CoreEvent } from '../../api/types.ts';
import { humanDuration } from '../../api/time.ts';

export const HEADINGS = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];

/** The cells of an event, below HEADINGS. */
export function eventCells(event: CoreEvent, now: number): string[] {
  const { type = '', reason = '', message = '', involvedObject } = event;
  return [lastSeen(event, now), type, reason, `${involvedObject.kind ?? ''}/${involvedObject.name ?? ''}`, message.trim()];
}

/** `5s`, or `1s (x10 over 3s)` for one that happened again. */
export function lastSeen({ series, count = 0, eventTime, firstTimestamp, lastTimestamp }: CoreEvent, now: number): string {
  const first = since(eventTime ?? firstTimestamp, now);
  if (series) return `${since(series.lastObservedTime, now)} (x${series.count} over ${first})`;
  return count > 1 ? `${since(lastTimestamp, now)} (x${count} over ${first})` : first;
}

/** How long ago it was. */
export function since(time: string | undefined | null, now: number): string {
  return time ? humanDuration(now - Date.parse(time)) : '<unknown>';
}

/** When it happened last. */
export function eventTimeOf({ series, lastTimestamp, eventTime }: CoreEvent): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '') || 0;
}
