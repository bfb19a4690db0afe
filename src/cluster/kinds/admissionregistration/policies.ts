import type * as k8s from '@kubernetes/client-node';
import { child, forbidden, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { formatLabelSelector } from '../../../api/labels.ts';
import { checkDnsSubdomain, checkPathSegment } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { Wire } from '../../../api/types.ts';
import { textColumn } from '../columns.ts';
import type { Column } from '../define.ts';
import { checked, validateLabelSelector } from '../field-checks.ts';
import { fillMatchResources, validateMatchResources, type MatchResources } from './matching.ts';

/** What validating and mutating admission policies, and their bindings, have in common. */
export interface PolicySpec {
  paramKind?: Wire<k8s.V1ParamKind>;
  matchConstraints?: MatchResources;
  variables?: Wire<k8s.V1Variable>[];
  matchConditions?: Wire<k8s.V1MatchCondition>[];
  failurePolicy?: string;
}

export interface BindingSpec {
  policyName?: string;
  paramRef?: Wire<k8s.V1ParamRef>;
  matchResources?: MatchResources;
}

const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
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
  const exclusive = 'name and selector are mutually exclusive';
  if (name) errors.push(...checked(child(path, 'name'), name, checkPathSegment));
  if (name && selector) errors.push(forbidden(child(path, 'name'), exclusive));
  if (selector) errors.push(...validateLabelSelector(selector, child(path, 'selector')));
  if (name && selector) errors.push(forbidden(child(path, 'selector'), exclusive));
  if (!name && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  if (!action) errors.push(required(child(path, 'parameterNotFoundAction')));
  else if (!NOT_FOUND_ACTIONS.includes(action))
    errors.push(notSupported(child(path, 'parameterNotFoundAction'), action, NOT_FOUND_ACTIONS));
  return errors;
}
