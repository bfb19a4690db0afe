import type { Node, Pod } from '../../../api/types.ts';

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export function taintsOf(node: Node): Taint[] {
  return (node.spec?.taints ?? []) as unknown as Taint[];
}

export function tolerationsOf(pod: Pod): Toleration[] {
  return (pod.spec?.tolerations ?? []) as unknown as Toleration[];
}

export function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  switch (operator || 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return key !== undefined && key !== '' && (value ?? '') === (taint.value ?? '');
    case 'Lt':
    case 'Gt':
      return compareNumbers(operator as string, taint.value, value);
    default:
      return false;
  }
}

/** A taint whose value is a number may be tolerated below or above a bound. */
function compareNumbers(operator: string, taintValue: string | undefined, bound: string | undefined): boolean {
  const integer = /^(0|-?[1-9][0-9]*)$/;
  if (!integer.test(taintValue ?? '') || !integer.test(bound ?? '')) return false;
  return operator === 'Lt' ? Number(taintValue) < Number(bound) : Number(taintValue) > Number(bound);
}

/** The taints of these effects that none of the tolerations covers. */
export function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[], effects: readonly string[]): Taint[] {
  return taints.filter((taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)));
}

/**
 * How long (ms) a pod with these tolerations may stay under NoExecute taints: 0 not at all, Infinity for good.
 * The shortest of the tolerations that are used counts.
 */
export function stayUnder(taints: readonly Taint[], tolerations: readonly Toleration[]): number {
  const evicting = taints.filter(({ effect }) => effect === 'NoExecute');
  if (untolerated(evicting, tolerations, ['NoExecute']).length > 0) return 0;
  let shortest = Infinity;
  for (const taint of evicting) {
    const used = tolerations.find((toleration) => tolerates(toleration, taint));
    if (used?.tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, used.tolerationSeconds) * 1000);
  }
  return shortest;
}
