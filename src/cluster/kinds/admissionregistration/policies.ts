import type * as k8s from '@kubernetes/client-node';
import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { formatLabelSelector } from '../../../api/labels.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { Wire } from '../../../api/types.ts';
import { textColumn } from '../columns.ts';
import type { Column } from '../define.ts';
import { checked } from '../field-checks.ts';
import { FAILURE_POLICIES, fillMatchResources, validateMatchResources, type MatchResources } from './matching.ts';

/** What validating and mutating admission policies, and their bindings, have in common. */
interface PolicySpec {
  paramKind?: Wire<k8s.V1ParamKind>;
  matchConstraints?: MatchResources;
  variables?: Wire<k8s.V1Variable>[];
  matchConditions?: Wire<k8s.V1MatchCondition>[];
  failurePolicy?: string;
}

interface BindingSpec {
  policyName?: string;
  paramRef?: Wire<k8s.V1ParamRef>;
  matchResources?: MatchResources;
}

const NOT_FOUND_ACTIONS = ['Allow', 'Deny'];
const UNSET = '<unset>';

export const paramKindColumn: Column = textColumn('ParamKind', (object: KubeObject) => {
  const kind = (object['spec'] as PolicySpec | undefined)?.paramKind;
  return kind ? `${kind.apiVersion}/${kind.kind}` : UNSET;
});

export const bindingColumns: readonly Column[] = [
  textColumn('PolicyName', (object: KubeObject) => (object['spec'] as BindingSpec | undefined)?.policyName ?? ''),
  textColumn('ParamRef', (object: KubeObject) => paramText((object['spec'] as BindingSpec | undefined)?.paramRef)),
];

function paramText(reference: BindingSpec['paramRef']): string {
  if (!reference) return UNSET;
  if (reference.name) return `${reference.namespace || '*'}/${reference.name}`;
  return reference.selector ? formatLabelSelector(reference.selector) : UNSET;
}

export function fillPolicy(spec: PolicySpec | undefined): void {
  if (!spec) return;
  spec.failurePolicy ??= 'Fail';
  fillMatchResources(spec.matchConstraints);
}

export function validatePolicy({ paramKind, matchConstraints, variables, matchConditions, failurePolicy }: PolicySpec): FieldError[] {
  const errors: FieldError[] = [];
  if (failurePolicy !== undefined && !FAILURE_POLICIES.includes(failurePolicy)) {
    errors.push(notSupported('spec.failurePolicy', failurePolicy, FAILURE_POLICIES));
  }
  if (paramKind) {
    if (!paramKind.apiVersion) errors.push(required('spec.paramKind.apiVersion'));
    if (!paramKind.kind) errors.push(required('spec.paramKind.kind'));
  }
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    errors.push(...validateMatchResources(matchConstraints, 'spec.matchConstraints'));
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  errors.push(...validateNamed(matchConditions ?? [], 'spec.matchConditions'), ...validateNamed(variables ?? [], 'spec.variables'));
  return errors;
}

/** Expressions with a name that is used once. */
function validateNamed(list: readonly { name: string; expression: string }[], path: string): FieldError[] {
  return list.flatMap(({ name, expression }, index) => [
    ...(name ? [] : [required(child(path, index, 'name'), 'name is not specified')]),
    ...(name && list.findIndex((other) => other.name === name) < index ? [duplicate(child(path, index, 'name'), name)] : []),
    ...(expression?.trim() ? [] : [required(child(path, index, 'expression'), 'expression is not specified')]),
  ]);
}

export function validateBinding({ policyName, paramRef, matchResources }: BindingSpec): FieldError[] {
  const errors: FieldError[] = policyName ? checked('spec.policyName', policyName, checkDnsSubdomain) : [required('spec.policyName')];
  if (paramRef) errors.push(...validateParamRef(paramRef, 'spec.paramRef'));
  if (matchResources) errors.push(...validateMatchResources(matchResources, 'spec.matchResources'));
  return errors;
}

function validateParamRef(
  { name, selector, parameterNotFoundAction: action }: NonNullable<BindingSpec['paramRef']>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name && selector) errors.push(invalid(child(path, 'name'), name, 'name and selector are mutually exclusive'));
  if (!name && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (!action) errors.push(required(child(path, 'parameterNotFoundAction')));
  else if (!NOT_FOUND_ACTIONS.includes(action))
    errors.push(notSupported(child(path, 'parameterNotFoundAction'), action, NOT_FOUND_ACTIONS));
  return errors;
}

export function notEnforced(_: KubeObject, previous?: KubeObject): readonly string[] {
  return previous === undefined ? ['admission policies are not enforced by this cluster: the policy is only stored and shown'] : [];
}
