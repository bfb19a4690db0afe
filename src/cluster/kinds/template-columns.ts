import type { KubeObject } from '../../api/object.ts';
import type { Container } from '../../api/types.ts';
import { textColumn } from './columns.ts';
import type { Column } from './define.ts';

/** The columns Containers and Images of kinds that have a pod template; with `-o wide` unless told otherwise. */
export function templateColumns<T extends KubeObject>(
  containers: (object: T) => readonly Container[] | undefined,
  priority = 1,
): Column<T>[] {
  return [
    textColumn('Containers', (object) => joined(containers(object)?.map(({ name }) => name)), priority),
    textColumn('Images', (object) => joined(containers(object)?.map(({ image }) => image ?? '')), priority),
  ];
}

function joined(texts: readonly string[] | undefined): string {
  return (texts ?? []).join(',');
}
