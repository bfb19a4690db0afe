import { fromInteger, type Quantity } from '../../api/quantity.ts';
import { parseTime } from '../../api/time.ts';
import type { Container, Pod } from '../../api/types.ts';
import { amounts, chargedTotals, type ResourceAmounts } from '../kinds/core/pod-totals.ts';
import { qosClass } from '../kinds/core/pod-qos.ts';
import { isExtendedResource } from '../kinds/core/resource-names.ts';
import type { Measure, Usage } from './measure.ts';
import { meets } from './requirement.ts';

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
/** A quota of one of these makes every container say how much it wants. */
const MANDATORY = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];
const NAMES = new Set(['count/pods', 'pods', ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])]);

export const podMeasure: Measure = {
  measures: (name) =>
    NAMES.has(name) ||
    name.startsWith('hugepages-') ||
    name.startsWith('requests.hugepages-') ||
    (name.startsWith('requests.') && isExtendedResource(name.slice('requests.'.length))),
  usage: (object, now) => usage(object as unknown as Pod, now),
  updates: ['resize'],
  inScope(object, requirement) {
    const { spec } = object as unknown as Pod;
    switch (requirement.scopeName) {
      case 'Terminating':
        return spec?.activeDeadlineSeconds !== undefined;
      case 'NotTerminating':
        return spec?.activeDeadlineSeconds === undefined;
      case 'BestEffort':
        return qosClass(spec!) === 'BestEffort';
      case 'NotBestEffort':
        return qosClass(spec!) !== 'BestEffort';
      case 'PriorityClass':
        return meets(requirement, spec?.priorityClassName || undefined);
      case 'CrossNamespacePodAffinity':
        return looksElsewhere(object as unknown as Pod);
      default:
        return false;
    }
  },
  missing(object, names) {
    const { spec } = object as unknown as Pod;
    const required = MANDATORY.filter((name) => names.includes(name));
    const given = named(amounts(spec?.resources?.requests), amounts(spec?.resources?.limits));
    const lacking = (container: Container, name: string): boolean =>
      !given.has(name) && !named(amounts(container.resources?.requests), amounts(container.resources?.limits)).has(name);
    const containers = [...spec!.containers, ...(spec!.initContainers ?? [])];
    const texts = required.sort().flatMap((name) => {
      const without = containers.filter((container) => lacking(container, name)).map((container) => container.name);
      return without.length > 0 ? [`${name} for: ${[...new Set(without)].sort().join(',')}`] : [];
    });
    return texts.length > 0 ? `must specify ${texts.join('; ')}` : '';
  },
};

/** Finished pods, and those whose time to end is over, are only counted. */
function usage(pod: Pod, now: number): Usage {
  const total: Usage = new Map([['count/pods', fromInteger(1)]]);
  const { phase } = pod.status ?? {};
  const ended = pod.metadata.deletionTimestamp;
  if (phase === 'Succeeded' || phase === 'Failed' || (ended !== undefined && now > (parseTime(ended) ?? 0))) return total;
  total.set('pods', fromInteger(1));
  for (const [name, quantity] of named(chargedTotals(pod, 'requests'), chargedTotals(pod, 'limits'))) total.set(name, quantity);
  return total;
}

/** Under all the names that a quota may use. */
function named(requests: ResourceAmounts, limits: ResourceAmounts): Map<string, Quantity> {
  const result = new Map<string, Quantity>();
  for (const [name, quantity] of requests) {
    const native = COMPUTE.includes(name) || name.startsWith('hugepages-');
    if (native) result.set(name, quantity);
    if (native || isExtendedResource(name)) result.set(`requests.${name}`, quantity);
  }
  for (const [name, quantity] of limits) if (COMPUTE.includes(name)) result.set(`limits.${name}`, quantity);
  return result;
}

/** Has the pod affinity terms that look into other namespaces? */
function looksElsewhere({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ].some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined),
  );
}
