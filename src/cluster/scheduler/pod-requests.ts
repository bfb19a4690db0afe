import { parseQuantity, toInteger, toMilli } from '../../api/quantity.ts';
import type { Container, PodSpec } from '../../api/types.ts';

/** What a pod asks of a node, by resource: cpu in thousandths, everything else in whole units. */
export type Requests = ReadonlyMap<string, number>;

export interface PodRequests {
  readonly amounts: Requests;
  /** For scoring: a container that asks for nothing counts as if it asked for a little. */
  readonly scoring: { readonly cpu: number; readonly memory: number };
}

const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

const known = new WeakMap<PodSpec, PodRequests>();

export function podRequests(spec: PodSpec): PodRequests {
  let requests = known.get(spec);
  if (!requests) known.set(spec, (requests = { amounts: effectiveRequests(spec, () => 0), scoring: scoringRequests(spec) }));
  return requests;
}

/** Of a resource list, in the units of Requests. */
export function amountOf(resource: string, quantity: string): number {
  return resource === 'cpu' ? toMilli(parseQuantity(quantity)) : toInteger(parseQuantity(quantity));
}

function scoringRequests(spec: PodSpec): { cpu: number; memory: number } {
  const amounts = effectiveRequests(spec, (resource) => (resource === 'cpu' ? DEFAULT_CPU : resource === 'memory' ? DEFAULT_MEMORY : 0));
  return { cpu: amounts.get('cpu') ?? 0, memory: amounts.get('memory') ?? 0 };
}

/**
 * The containers together, or the largest that an init container needs beside the sidecars started before it, whichever is more;
 * then the pod's own requests where it names them, and the overhead of its runtime class.
 */
function effectiveRequests(spec: PodSpec, fallback: (resource: string) => number): Map<string, number> {
  const total = new Map<string, number>();
  for (const container of spec.containers) add(total, requestsOf(container, fallback));
  const sidecars = new Map<string, number>();
  const largest = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const own = requestsOf(container, fallback);
    if (container.restartPolicy === 'Always') add(sidecars, own);
    for (const resource of new Set([...own.keys(), ...sidecars.keys()])) {
      const needed = (sidecars.get(resource) ?? 0) + (container.restartPolicy === 'Always' ? 0 : (own.get(resource) ?? 0));
      largest.set(resource, Math.max(largest.get(resource) ?? 0, needed));
    }
  }
  add(total, sidecars);
  for (const [resource, amount] of largest) total.set(resource, Math.max(total.get(resource) ?? 0, amount));
  for (const [resource, quantity] of Object.entries(spec.resources?.requests ?? {})) total.set(resource, amountOf(resource, quantity));
  add(total, new Map(Object.entries(spec.overhead ?? {}).map(([resource, quantity]) => [resource, amountOf(resource, quantity)])));
  return total;
}

function requestsOf(container: Container, fallback: (resource: string) => number): Map<string, number> {
  const requests = container.resources?.requests ?? {};
  const amounts = new Map(Object.entries(requests).map(([resource, quantity]) => [resource, amountOf(resource, quantity)]));
  for (const resource of ['cpu', 'memory']) {
    const amount = fallback(resource);
    if (amount > 0 && !amounts.has(resource)) amounts.set(resource, amount);
  }
  return amounts;
}

function add(total: Map<string, number>, more: Requests): void {
  for (const [resource, amount] of more) total.set(resource, (total.get(resource) ?? 0) + amount);
}
