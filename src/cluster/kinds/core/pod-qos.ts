import { compareQuantities, parseQuantity, sign } from '../../../api/quantity.ts';
import type { PodSpec, ResourceRequirements } from '../../../api/types.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const counted = ['cpu', 'memory'];

/** The class by which the node evicts: from cpu and memory of all containers, or of the pod where it names its own. */
export function qosClass(spec: PodSpec): QosClass {
  const lists: (ResourceRequirements | undefined)[] = spec.resources
    ? [spec.resources]
    : [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources);
  if (!lists.some((resources) => counted.some((name) => amount(resources, 'requests', name) || amount(resources, 'limits', name)))) {
    return 'BestEffort';
  }
  return lists.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function amount(resources: ResourceRequirements | undefined, kind: 'requests' | 'limits', name: string): string | undefined {
  const text = resources?.[kind]?.[name];
  return text !== undefined && sign(parseQuantity(text)) > 0 ? text : undefined;
}

function isGuaranteed(resources: ResourceRequirements | undefined): boolean {
  return counted.every((name) => {
    const limit = amount(resources, 'limits', name);
    if (limit === undefined) return false;
    return compareQuantities(parseQuantity(amount(resources, 'requests', name) ?? limit), parseQuantity(limit)) === 0;
  });
}
