import { addQuantities, isZero, maxQuantity, parseQuantity, type Quantity } from '../../../api/quantity.ts';
import type { Container, Pod, PodSpec } from '../../../api/types.ts';

/** Amounts by the name of their resource. */
export type ResourceAmounts = Map<string, Quantity>;
export type ResourceKind = 'requests' | 'limits';

const POD_LEVEL = ['cpu', 'memory'];

/**
 * What a pod asks for or is limited to as a whole: its containers together, or the largest that an init container needs beside the
 * sidecars started before it, whichever is more; and where the pod names an amount of its own, that one.
 */
export function podTotals(
  spec: PodSpec,
  kind: ResourceKind,
  of: (container: Container) => ResourceAmounts = (container) => amounts(container.resources?.[kind]),
): ResourceAmounts {
  const total: ResourceAmounts = new Map();
  for (const container of spec.containers) add(total, of(container));
  const sidecars: ResourceAmounts = new Map();
  const largest: ResourceAmounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
      raise(largest, sidecars);
    } else {
      add(own, sidecars);
      raise(largest, own);
    }
  }
  raise(total, largest);
  for (const [name, text] of Object.entries(spec.resources?.[kind] ?? {})) {
    if (POD_LEVEL.includes(name) || name.startsWith('hugepages-')) total.set(name, parseQuantity(text));
  }
  return total;
}

/** As quotas count: with the overhead of the runtime, and for a pod that is being resized with what it still holds. */
export function chargedTotals({ spec, status }: Pod, kind: ResourceKind): ResourceAmounts {
  const held = new Map(
    [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].map((each) => [each.name, each] as const),
  );
  const total = podTotals(spec!, kind, (container) => {
    const own = amounts(container.resources?.[kind]);
    const shown = held.get(container.name);
    raise(own, amounts(shown?.resources?.[kind]));
    if (kind === 'requests') raise(own, amounts(shown?.allocatedResources));
    return own;
  });
  for (const [name, text] of Object.entries(spec?.overhead ?? {})) {
    const present = total.get(name);
    // Overhead raises a limit that is there, but makes none.
    if (kind === 'requests' || (present && !isZero(present))) total.set(name, plus(present, parseQuantity(text)));
  }
  return total;
}

export function amounts(list: Readonly<Record<string, string>> | undefined): ResourceAmounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** Adds in place. */
export function add(total: ResourceAmounts, more: ResourceAmounts): void {
  for (const [name, quantity] of more) total.set(name, plus(total.get(name), quantity));
}

function plus(a: Quantity | undefined, b: Quantity): Quantity {
  return a ? addQuantities(a, b) : b;
}

function raise(total: ResourceAmounts, other: ResourceAmounts): void {
  for (const [name, quantity] of other) {
    const present = total.get(name);
    total.set(name, present ? maxQuantity(present, quantity) : quantity);
  }
}
