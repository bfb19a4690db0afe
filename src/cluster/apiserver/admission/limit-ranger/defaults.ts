import type { Container, LimitRange, Pod } from '../../../../api/types.ts';

type ResourceList = Record<string, string>;

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Gives the containers what a LimitRange holds ready for those that leave it open, and notes it on the pod; in place. */
export function fillInDefaults({ spec }: LimitRange, pod: Pod): void {
  const requests: ResourceList = {};
  const limits: ResourceList = {};
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const notes = [
    ...pod.spec!.containers.flatMap((container) => fillContainer(container, 'container', requests, limits)),
    ...(pod.spec!.initContainers ?? []).flatMap((container) => fillContainer(container, 'init container', requests, limits)),
  ];
  if (notes.length > 0)
    pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

function fillContainer(container: Container, what: string, requests: ResourceList, limits: ResourceList): string[] {
  const fill = (field: 'requests' | 'limits', from: ResourceList): string[] => {
    const missing = Object.keys(from).filter((name) => container.resources?.[field]?.[name] === undefined);
    if (missing.length === 0) return [];
    const added = Object.fromEntries(missing.map((name) => [name, from[name]!]));
    container.resources = { ...container.resources, [field]: { ...container.resources?.[field], ...added } };
    return missing.sort();
  };
  const note = (names: readonly string[], field: string): string[] =>
    names.length > 0 ? [`${names.join(', ')} ${field} for ${what} ${container.name}`] : [];
  return [...note(fill('requests', requests), 'request'), ...note(fill('limits', limits), 'limit')];
}
