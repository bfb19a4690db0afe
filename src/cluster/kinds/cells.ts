import { humanDuration, parseTime } from '../../api/time.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Column } from './define.ts';

/** Table cells that many kinds share. */

interface NamedImage {
  name: string;
  image?: string;
}

/** `5m`, as a table shows how long ago something was. */
export function since(time: string | undefined, now: number): string {
  const ms = time === undefined ? undefined : parseTime(time);
  return ms === undefined ? '<unknown>' : humanDuration(now - ms);
}

export const ageColumn: Column = { name: 'Age', type: 'string', cell: (object, now) => since(object.metadata.creationTimestamp, now) };

export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', cell: (object) => object.metadata.name ?? '' };

export function containerNames(containers: readonly NamedImage[] | undefined): string {
  return (containers ?? []).map(({ name }) => name).join(',');
}

export function containerImages(containers: readonly NamedImage[] | undefined): string {
  return (containers ?? []).map(({ image }) => image ?? '').join(',');
}

/** The wide columns Containers and Images of kinds that have a pod template. */
export function templateColumns<T extends KubeObject>(containers: (object: T) => readonly NamedImage[] | undefined, priority = 1): Column<T>[] {
  return [
    { name: 'Containers', type: 'string', priority, cell: (object) => containerNames(containers(object)) },
    { name: 'Images', type: 'string', priority, cell: (object) => containerImages(containers(object)) },
  ];
}
