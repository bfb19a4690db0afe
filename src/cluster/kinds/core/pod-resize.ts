import { child, forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../../api/types.ts';
import { qosClass } from './pod-qos.ts';

const LISTS = ['containers', 'initContainers'] as const;
const RESIZABLE = ['cpu', 'memory'];
const MIRROR = 'kubernetes.io/config.mirror';

/** The pod as it would be: of a resize request only resources and resize policies are taken, the pod's own and container by container. */
export function resized(previous: PodSpec, asked: PodSpec): PodSpec {
  const { resources: _own, ...others } = previous;
  const next: PodSpec = { ...others, ...(asked.resources ? { resources: asked.resources } : {}) };
  for (const list of LISTS) {
    if (!previous[list] && !asked[list]) continue;
    next[list] = (asked[list] ?? []).map((wanted) => {
      const old = previous[list]?.find(({ name }) => name === wanted.name);
      if (!old) return wanted;
      const { resources: _, resizePolicy: __, ...rest } = old;
      const { resources, resizePolicy } = wanted;
      return { ...rest, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) };
    });
  }
  return next;
}

/** What a resize may not do, besides making the pod invalid. */
export function validatePodResize(next: Pod, previous: Pod): FieldError[] {
  if (previous.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('[]', 'static pods cannot be resized')];
  if (previous.spec?.os?.name === 'windows') return [forbidden('[]', 'windows pods cannot be resized')];
  const errors: FieldError[] = [];
  const before = previous.status?.qosClass ?? qosClass(previous.spec!);
  if (before !== qosClass(next.spec!)) errors.push(invalid('spec', before, 'Pod QOS Class may not change as a result of resizing'));
  errors.push(...podErrors(next.spec!.resources, previous.spec!.resources));
  const order = LISTS.flatMap((list) => orderErrors(next.spec![list] ?? [], previous.spec![list] ?? [], list));
  if (order.length > 0) return [...errors, ...order];
  const pairs = (list: (typeof LISTS)[number]): [Container, Container, string][] =>
    (next.spec![list] ?? []).map((container, i) => [container, previous.spec![list]![i]!, child('spec', list, i)]);
  for (const [after, old, path] of [...pairs('initContainers'), ...pairs('containers')]) {
    errors.push(...removals(after.resources, old.resources, child(path, 'resources'), 'resource'));
  }
  for (const [after, old] of pairs('containers')) {
    if (!deepEqual(putBack(after, old), shown(old))) errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  }
  for (const [after, old, path] of pairs('initContainers')) {
    if (!deepEqual(putBack(after, old), shown(old))) {
      errors.push(forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable'));
    }
    if (old.restartPolicy === 'Always' || deepEqual(after, old)) continue;
    for (const { restartPolicy } of after.resizePolicy ?? []) {
      if (restartPolicy !== 'RestartContainer') continue;
      errors.push(forbidden(path, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'));
    }
  }
  return errors;
}

function podErrors(next: ResourceRequirements | undefined, previous: ResourceRequirements | undefined): FieldError[] {
  const path = child('spec', 'resources');
  if (!previous && !next) return [];
  if (previous && !next) return [forbidden(path, 'pod-level resources cannot be removed')];
  const errors = previous ? removals(next, previous, path, 'pod-level resource') : [];
  const kept = amountsPutBack(next, previous);
  if (!deepEqual(kept ?? null, previous ?? null)) errors.push(forbidden('spec', 'only cpu and memory resources are mutable at pod-level'));
  return errors;
}

function orderErrors(next: readonly Container[], previous: readonly Container[], list: string): FieldError[] {
  const path = child('spec', list);
  if (next.length !== previous.length) return [forbidden(path, `${list} may not be added or removed on resize`)];
  return next.flatMap(({ name }, i) =>
    name === previous[i]!.name ? [] : [forbidden(child(path, i, 'name'), `${list} may not be renamed or reordered on resize`)],
  );
}

function removals(
  next: ResourceRequirements | undefined,
  previous: ResourceRequirements | undefined,
  path: string,
  what: string,
): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((field) => {
    const removed = Object.keys(previous?.[field] ?? {}).some((name) => next?.[field]?.[name] === undefined);
    return removed ? [forbidden(child(path, field), `${what} ${field} cannot be removed`)] : [];
  });
}

/** A container with everything that a resize may change put back. */
function putBack(next: Container, previous: Container): Container {
  return shown({ ...next, resources: amountsPutBack(next.resources, previous.resources) });
}

function shown({ resources, ...rest }: Container): Container {
  const isEmpty = !resources || Object.keys(resources).length === 0;
  return isEmpty ? rest : { ...rest, resources };
}

function amountsPutBack(next: ResourceRequirements = {}, previous: ResourceRequirements | undefined): ResourceRequirements | undefined {
  const result: ResourceRequirements = { ...next };
  for (const field of ['limits', 'requests'] as const) {
    const others = Object.entries(next[field] ?? {}).filter(([name]) => !RESIZABLE.includes(name));
    const own = Object.entries(previous?.[field] ?? {}).filter(([name]) => RESIZABLE.includes(name));
    if (others.length + own.length > 0) result[field] = Object.fromEntries([...own, ...others]);
    else if (previous?.[field]) result[field] = {};
    else delete result[field];
  }
  return previous === undefined && Object.keys(result).length === 0 ? undefined : result;
}
