import type { KubeObject } from '../../api/object.ts';
import { humanDuration, parseTime } from '../../api/time.ts';
import type { Column } from './define.ts';

/** The first column of every kind. */
export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', cell: ({ metadata }) => metadata.name ?? '' };

export const ageColumn: Column = { name: 'Age', type: 'string', cell: ({ metadata }, now) => age(metadata.creationTimestamp, now) };

/** For kinds without a printer of their own: the plain time, which kubectl shows as it is. */
export const createdAtColumn: Column = { name: 'Created At', type: 'date', cell: ({ metadata }) => metadata.creationTimestamp ?? '' };

/** A column of text. `priority` 1 shows it with `-o wide` only. */
export function textColumn<T extends KubeObject>(name: string, cell: (object: T, now: number) => string, priority?: number): Column<T> {
  return { name, type: 'string', ...(priority === undefined ? {} : { priority }), cell };
}

export function integerColumn<T extends KubeObject>(name: string, cell: (object: T) => number): Column<T> {
  return { name, type: 'integer', cell };
}

/** How long ago a timestamp was, as tables say it. */
export function age(timestamp: string | null | undefined, now: number): string {
  const ms = timestamp === undefined || timestamp === null ? undefined : parseTime(timestamp);
  return ms === undefined ? '<unknown>' : humanDuration(now - ms);
}

/** `a=b,c=d` in the order of the keys; `<none>` when there are none. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) return '<none>';
  return entries
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
