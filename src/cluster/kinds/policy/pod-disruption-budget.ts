import { invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import type { IntOrString } from '../../../api/int-or-string.ts';
import type { PodDisruptionBudget } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { atMostWhole, countOrPercent, nonNegative, shownSelector, validateLabelSelector } from '../field-checks.ts';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];
const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

export const podDisruptionBudget = defineKind<PodDisruptionBudget>({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  namespaced: true,
  shortNames: ['pdb'],
  definition: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<PodDisruptionBudget>('Min Available', ({ spec }) => countText(spec?.minAvailable)),
    textColumn<PodDisruptionBudget>('Max Unavailable', ({ spec }) => countText(spec?.maxUnavailable)),
    integerColumn<PodDisruptionBudget>('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0),
    ageColumn,
  ],
  status: true,
  generation: true,
  prepareForCreate: (object) => {
    object.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  },
  validate,
  validateStatusUpdate: ({ status }) => COUNTS.flatMap((name) => nonNegative(`status.${name}`, status?.[name])),
});

function countText(value: IntOrString | undefined): string {
  return value === undefined ? 'N/A' : String(value);
}

function validate({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    errors.push(invalid('spec', shownSpec(spec), 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [name, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    errors.push(...countOrPercent(`spec.${name}`, value), ...atMostWhole(`spec.${name}`, value));
  }
  errors.push(...validateLabelSelector(selector, 'spec.selector'));
  if (policy !== undefined && !EVICTION_POLICIES.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, EVICTION_POLICIES));
  }
  return errors;
}

/** As the Go struct behind it is shown. */
function shownSpec({
  minAvailable,
  selector,
  maxUnavailable,
  unhealthyPodEvictionPolicy,
}: NonNullable<PodDisruptionBudget['spec']>): object {
  return {
    MinAvailable: minAvailable ?? null,
    Selector: shownSelector(selector),
    MaxUnavailable: maxUnavailable ?? null,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
  };
}
