import { child } from '../../../api/field-error.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../../api/types.ts';

export interface VisitedContainer {
  container: Container | EphemeralContainer;
  path: string;
}

/** All containers of a pod with their paths, in the order in which the API server goes through them. */
export function visitedContainers(spec: PodSpec, path: string): VisitedContainer[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, i) => ({ container, path: child(path, list, i) })),
  );
}
