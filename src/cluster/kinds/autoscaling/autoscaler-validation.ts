import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkPathSegment } from '../../../api/names.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
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
  errors.push(...validateReference(scaleTargetRef, 'spec.scaleTargetRef'));
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

function validateReference(reference: Spec['scaleTargetRef'] | undefined, path: string): FieldError[] {
  const { kind = '', name = '', apiVersion = '' } = reference ?? {};
  const segment = (field: string, value: string): FieldError[] =>
    value === '' ? [required(child(path, field))] : checked(child(path, field), value, checkPathSegment);
  const fault = apiVersionFault(apiVersion, kind);
  return [
    ...segment('kind', kind),
    ...segment('name', name),
    ...(fault === undefined ? [] : [invalid(child(path, 'apiVersion'), apiVersion, fault)]),
  ];
}

/** Of the core group only ReplicationControllers scale. */
function apiVersionFault(apiVersion: string, kind: string): string | undefined {
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  if (apiVersion.includes('/') || (kind === 'ReplicationController' && apiVersion === 'v1')) return undefined;
  return 'apiVersion must specify API group';
}

function validateRules(rules: Rules | undefined, path: string): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies } = rules;
  const errors: FieldError[] = [];
  const at = child(path, 'stabilizationWindowSeconds');
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > LONGEST_WINDOW_SECONDS) {
    errors.push(invalid(at, window, `must be less than or equal to ${LONGEST_WINDOW_SECONDS}`));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported(child(path, 'selectPolicy'), selectPolicy, SELECT_POLICIES));
  }
  if (!policies?.length) return [...errors, required(child(path, 'policies'), 'must specify at least one Policy')];
  return [...errors, ...policies.flatMap((policy, index) => validatePolicy(policy, child(path, 'policies', index)))];
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
