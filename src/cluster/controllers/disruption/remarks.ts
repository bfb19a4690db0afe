import type { Pod, PodDisruptionBudget } from '../../../api/types.ts';

/** What there is to say about the pods of a budget; the same `id` is the same thing said again. */
export interface Remark {
  id: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

export const noPods: Remark = { id: 'NoPods', type: 'Normal', reason: 'NoPods', message: 'No matching pods found' };

/** A share of pods that nobody wants a number of cannot be taken. */
export function unmanagedPods(budget: PodDisruptionBudget, pods: readonly Pod[]): Remark {
  const names = pods.map(({ metadata }) => metadata.name ?? '');
  const message =
    `Pods selected by this PodDisruptionBudget (selector: ${printed(budget.spec?.selector)}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
  return { id: `UnmanagedPods ${names.join()}`, type: 'Warning', reason: 'UnmanagedPods', message };
}

/** As Go prints the selector. */
function printed(selector: NonNullable<PodDisruptionBudget['spec']>['selector']): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
  );
}
