import { canonicalQuantity, formatQuantity, parseQuantity, toMilli, fromMilli } from '../../../api/quantity.ts';
import type { PodSpec, ResourceRequirements } from '../../../api/types.ts';
import { podTotals } from './pod-totals.ts';

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

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function setPodLevelRequests(spec: PodSpec, resources: ResourceRequirements): void {
  const limits: ResourceList = { ...resources.limits };
  for (const [name, total] of podTotals({ ...spec, resources: undefined }, 'limits')) {
    if (name.startsWith('hugepages-')) limits[name] ??= formatQuantity(total);
  }
  if (Object.keys(limits).length > 0) resources.limits = limits;
  const requests: ResourceList = { ...resources.requests };
  for (const [name, total] of podTotals({ ...spec, resources: undefined }, 'requests')) {
    if (isPodLevel(name)) requests[name] ??= formatQuantity(total);
  }
  for (const [name, limit] of Object.entries(resources.limits ?? {})) if (isPodLevel(name)) requests[name] ??= limit;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
