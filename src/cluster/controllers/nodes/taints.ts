import type { Node, Taint, Toleration } from '../../../api/types.ts';
import { toleratesTaint, untolerated } from '../../scheduler/tolerations.ts';

export function taintsOf(node: Node): Taint[] {
  return node.spec?.taints ?? [];
}

export function evictingTaintsOf(node: Node): Taint[] {
  return taintsOf(node).filter(({ effect }) => effect === 'NoExecute');
}

/**
 * How long (ms) a pod with these tolerations may stay under NoExecute taints: 0 not at all, Infinity for good.
 * The shortest of the tolerations that are used counts.
 */
export function stayUnder(taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number {
  if (untolerated(tolerations, taints, ['NoExecute']).length > 0) return 0;
  let shortest = Infinity;
  for (const taint of taints) {
    if (taint.effect !== 'NoExecute') continue;
    const used = tolerations?.find((toleration) => toleratesTaint([toleration], taint));
    if (used?.tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, used.tolerationSeconds) * 1000);
  }
  return shortest;
}
