import { addQuantities, compareQuantities, isZero, parseQuantity, zeroQuantity, type Quantity } from '../../../api/quantity.ts';
import type { Container, Pod } from '../../../api/types.ts';

export type ResourceAmounts = Map<string, Quantity>;

/** What a pod asks for and what it is limited to, as a whole. */
export function podResources({ spec }: Pod): { requests: ResourceAmounts; limits: ResourceAmounts } {
  const requests = effective(spec?.containers ?? [], spec?.initContainers ?? [], 'requests');
  const limits = effective(spec?.containers ?? [], spec?.initContainers ?? [], 'limits');
  for (const [name, text] of Object.entries(spec?.resources?.requests ?? {})) requests.set(name, parseQuantity(text));
  for (const [name, text] of Object.entries(spec?.resources?.limits ?? {})) limits.set(name, parseQuantity(text));
  for (const [name, text] of Object.entries(spec?.overhead ?? {})) {
    const overhead = parseQuantity(text);
    addTo(requests, name, overhead);
    if (!isZero(limits.get(name) ?? zeroQuantity)) addTo(limits, name, overhead);
  }
  return { requests, limits };
}

/** The containers together, or what a step of the initialization needs beside the sidecars, whichever is more. */
function effective(containers: readonly Container[], initContainers: readonly Container[], list: 'requests' | 'limits'): ResourceAmounts {
  const total: ResourceAmounts = new Map();
  const sidecars: ResourceAmounts = new Map();
  const largest: ResourceAmounts = new Map();
  for (const container of containers) addAll(total, amounts(container, list));
  for (const container of initContainers) {
    const own = amounts(container, list);
    const stays = container.restartPolicy === 'Always';
    if (stays) addAll(sidecars, own);
    const step: ResourceAmounts = new Map(sidecars);
    if (!stays) addAll(step, own);
    for (const [name, amount] of step) raise(largest, name, amount);
  }
  addAll(total, sidecars);
  for (const [name, amount] of largest) raise(total, name, amount);
  return total;
}

function amounts({ resources }: Container, list: 'requests' | 'limits'): ResourceAmounts {
  return new Map(Object.entries(resources?.[list] ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

export function addAll(total: ResourceAmounts, more: ResourceAmounts): void {
  for (const [name, amount] of more) addTo(total, name, amount);
}

function addTo(total: ResourceAmounts, name: string, amount: Quantity): void {
  total.set(name, addQuantities(total.get(name) ?? zeroQuantity, amount));
}

function raise(total: ResourceAmounts, name: string, amount: Quantity): void {
  const present = total.get(name);
  if (!present || compareQuantities(amount, present) > 0) total.set(name, amount);
}
