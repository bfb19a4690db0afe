import { canonicalQuantity, formatQuantity, parseQuantity, sumQuantities, toMilli, fromMilli } from '../../../api/quantity.ts';
import type { PodSpec, ResourceRequirements } from '../../../api/types.ts';

type ResourceList = Record<string, string>;

/** Requests follow limits where a pod names no requests; pod-level requests follow what the containers ask for. */
export function setPodResourceDefaults(spec: PodSpec): void {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const { resources } of containers) {
    if (!resources) continue;
    roundResources(resources);
    if (resources.limits) resources.requests = withLimits(resources.requests, resources.limits);
  }
  if (spec.resources) setPodLevelRequests(spec, spec.resources);
}

function withLimits(requests: ResourceList | undefined, limits: ResourceList): ResourceList | undefined {
  const missing = Object.entries(limits).filter(([name]) => requests?.[name] === undefined);
  return missing.length === 0 ? requests : { ...requests, ...Object.fromEntries(missing) };
}

/** Nothing is measured finer than a thousandth: finer amounts are rounded up. */
function roundResources(resources: ResourceRequirements): void {
  for (const list of [resources.limits, resources.requests]) {
    for (const [name, text] of Object.entries(list ?? {})) {
      const quantity = parseQuantity(text);
      list![name] = quantity.scale < -3 ? formatQuantity(fromMilli(toMilli(quantity), quantity.format)) : canonicalQuantity(text);
    }
  }
}

function setPodLevelRequests(spec: PodSpec, resources: ResourceRequirements): void {
  const requests: ResourceList = { ...resources.requests };
  for (const name of ['cpu', 'memory']) {
    const asked = spec.containers.flatMap((container) => container.resources?.requests?.[name] ?? []);
    if (requests[name] === undefined && asked.length > 0) requests[name] = formatQuantity(sumQuantities(asked.map(parseQuantity)));
  }
  for (const [name, limit] of Object.entries(resources.limits ?? {})) requests[name] ??= limit;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
