import { child, forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../../api/types.ts';
import { structDiff } from '../struct-diff.ts';
import { shownPodSpec } from './pod-dump.ts';
import { qosClass } from './pod-qos.ts';

const LISTS = ['containers', 'initContainers'] as const;
const RESIZABLE = ['cpu', 'memory'];
const MIRROR = 'kubernetes.io/config.mirror';

/** The pod as it would be: of a resize request only resources and resize policies are taken, container by container. */
export function resized(previous: PodSpec, asked: PodSpec): PodSpec {
  const next: PodSpec = { ...previous };
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
  if (previous.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('', 'static pods cannot be resized')];
  if (previous.spec?.os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')];
  const errors: FieldError[] = [];
  const before = previous.status?.qosClass ?? qosClass(previous.spec!);
  if (before !== qosClass(next.spec!)) errors.push(invalid('spec', before, 'Pod QOS Class may not change as a result of resizing'));
  const order = LISTS.flatMap((list) => orderErrors(next.spec![list] ?? [], previous.spec![list] ?? [], list));
  if (order.length > 0) return [...errors, ...order];
  for (const list of LISTS) {
    (next.spec![list] ?? []).forEach((container, i) => {
      errors.push(...containerErrors(container, previous.spec![list]![i]!, child('spec', list, i, 'resources'), list === 'initContainers'));
    });
  }
  const rest = withOldAmounts(next.spec!, previous.spec!);
  if (!deepEqual(rest, previous.spec)) {
    const diff = structDiff(shownPodSpec(previous.spec!), shownPodSpec(rest));
    errors.push(forbidden('spec', `only cpu and memory resources are mutable\n${diff}`));
  }
  return errors;
}

function orderErrors(next: readonly Container[], previous: readonly Container[], list: string): FieldError[] {
  const path = child('spec', list);
  if (next.length !== previous.length) return [forbidden(path, `${list} may not be added or removed on resize`)];
  return next.flatMap(({ name }, i) =>
    name === previous[i]!.name ? [] : [forbidden(child(path, i, 'name'), `${list} may not be renamed or reordered on resize`)],
  );
}

function containerErrors(next: Container, previous: Container, path: string, isInit: boolean): FieldError[] {
  if (isInit && previous.restartPolicy !== 'Always') {
    return deepEqual(next.resources ?? {}, previous.resources ?? {})
      ? []
      : [forbidden(path, 'resources for non-sidecar init containers are immutable')];
  }
  return (['limits', 'requests'] as const).flatMap((field) => {
    const removed = RESIZABLE.some(
      (name) => previous.resources?.[field]?.[name] !== undefined && next.resources?.[field]?.[name] === undefined,
    );
    return removed ? [forbidden(child(path, field), `resource ${field} cannot be removed`)] : [];
  });
}

/** The new specification with everything that a resize may change put back. */
function withOldAmounts(next: PodSpec, previous: PodSpec): PodSpec {
  const put = (list: (typeof LISTS)[number]): Container[] | undefined =>
    next[list]?.map((container, i) => {
      const old = previous[list]![i]!;
      // Init containers that are no sidecars have been told of already.
      if (list === 'initContainers' && old.restartPolicy !== 'Always') return old;
      const resources = amountsPutBack(container.resources, old.resources);
      const { resources: _, resizePolicy: __, ...rest } = container;
      return { ...rest, ...(resources ? { resources } : {}), ...(old.resizePolicy ? { resizePolicy: old.resizePolicy } : {}) };
    });
  return { ...next, containers: put('containers') ?? [], ...(next.initContainers ? { initContainers: put('initContainers') } : {}) };
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
