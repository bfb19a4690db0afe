import type { Pod, PodAffinityTerm } from '../../../api/types.ts';

/** The values that a new pod has under the keys it names become part of its selectors. In place. */
export function applyLabelKeys({ metadata, spec }: Pod): void {
  const labels = metadata.labels ?? {};
  const add = (selector: PodAffinityTerm['labelSelector'], keys: readonly string[] | undefined, operator: 'In' | 'NotIn'): void => {
    for (const key of selector ? (keys ?? []) : []) {
      const value = labels[key];
      if (value !== undefined) selector!.matchExpressions = [...(selector!.matchExpressions ?? []), { key, operator, values: [value] }];
    }
  };
  for (const affinity of [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity]) {
    const terms: PodAffinityTerm[] = [
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ];
    for (const { labelSelector, matchLabelKeys, mismatchLabelKeys } of terms) {
      add(labelSelector, matchLabelKeys, 'In');
      add(labelSelector, mismatchLabelKeys, 'NotIn');
    }
  }
  for (const { labelSelector, matchLabelKeys } of spec?.topologySpreadConstraints ?? []) add(labelSelector, matchLabelKeys, 'In');
}
