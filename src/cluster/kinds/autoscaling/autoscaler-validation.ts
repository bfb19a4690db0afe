import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import { nonNegativeAmount } from '../field-checks.ts';
import { validateReference } from './reference-validation.ts';
import { validateMetric } from './metric-validation.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Behavior = NonNullable<Spec['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;
type Policy = NonNullable<Rules['policies']>[number];

const POLICY_TYPES = ['Percent', 'Pods'];
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const LONGEST_WINDOW_SECONDS = 3600;
const LONGEST_PERIOD_SECONDS = 1800;
/** Metrics that are there when there is no pod. */
const OUTSIDE = ['Object', 'External'];

export function validateAutoscalerSpec(spec: Spec | undefined): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef, metrics, behavior } = spec ?? {};
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1)
    errors.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas < 1) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateReference(scaleTargetRef, 'spec.scaleTargetRef', false));
  (metrics ?? []).forEach((metric, index) => errors.push(...validateMetric(metric, child('spec.metrics', index))));
  if (minReplicas === 0 && !(metrics ?? []).some(({ type }) => OUTSIDE.includes(type))) {
    errors.push(forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  return [
    ...errors,
    ...validateRules(behavior?.scaleUp, 'spec.behavior.scaleUp'),
    ...validateRules(behavior?.scaleDown, 'spec.behavior.scaleDown'),
  ];
}

function validateRules(rules: Rules | undefined, path: string): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  const errors: FieldError[] = [];
  const at = child(path, 'stabilizationWindowSeconds');
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > LONGEST_WINDOW_SECONDS) {
    errors.push(invalid(at, window, `must be less than or equal to ${LONGEST_WINDOW_SECONDS}`));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported(child(path, 'selectPolicy'), selectPolicy, SELECT_POLICIES));
  }
  if (!policies?.length) errors.push(required(child(path, 'policies'), 'must specify at least one Policy'));
  policies?.forEach((policy, index) => errors.push(...validatePolicy(policy, child(path, 'policies', index))));
  return tolerance === undefined ? errors : [...errors, ...nonNegativeAmount(tolerance, child(path, 'tolerance'))];
}

function validatePolicy({ type, value, periodSeconds }: Policy, path: string): FieldError[] {
  const errors: FieldError[] = POLICY_TYPES.includes(type) ? [] : [notSupported(child(path, 'type'), type, POLICY_TYPES)];
  if (value <= 0) errors.push(invalid(child(path, 'value'), value, 'must be greater than zero'));
  const at = child(path, 'periodSeconds');
  if (periodSeconds <= 0) errors.push(invalid(at, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > LONGEST_PERIOD_SECONDS) {
    errors.push(invalid(at, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD_SECONDS}`));
  }
  return errors;
}
