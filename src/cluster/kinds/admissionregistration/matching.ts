import type * as k8s from '@kubernetes/client-node';
import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { Wire } from '../../../api/types.ts';
import { validateLabelSelector } from '../field-checks.ts';

/** Which requests a policy or webhook is asked about. */
export type MatchResources = Wire<k8s.V1MatchResources>;
export type Rule = Wire<k8s.V1RuleWithOperations>;

export const FAILURE_POLICIES = ['Fail', 'Ignore'];
const MATCH_POLICIES = ['Equivalent', 'Exact'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

export function fillRules(rules: readonly Rule[] | undefined): void {
  for (const rule of rules ?? []) rule.scope ??= '*';
}

export function fillMatching(match: Pick<MatchResources, 'matchPolicy' | 'namespaceSelector' | 'objectSelector'>): void {
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
}

export function fillMatchResources(match: MatchResources | undefined): void {
  if (!match) return;
  fillMatching(match);
  fillRules(match.resourceRules);
  fillRules(match.excludeResourceRules);
}

export function validateMatching(
  { matchPolicy, namespaceSelector, objectSelector }: Pick<MatchResources, 'matchPolicy' | 'namespaceSelector' | 'objectSelector'>,
  path: string,
): FieldError[] {
  return [
    ...(matchPolicy !== undefined && !MATCH_POLICIES.includes(matchPolicy)
      ? [notSupported(child(path, 'matchPolicy'), matchPolicy, MATCH_POLICIES)]
      : []),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...validateLabelSelector(objectSelector, child(path, 'objectSelector')),
  ];
}

export function validateMatchResources(match: MatchResources, path: string): FieldError[] {
  return [
    ...validateMatching(match, path),
    ...(match.resourceRules ?? []).flatMap((rule, index) => validateRule(rule, child(path, 'resourceRules', index))),
    ...(match.excludeResourceRules ?? []).flatMap((rule, index) => validateRule(rule, child(path, 'excludeResourceRules', index))),
  ];
}

export function validateRule({ operations, apiGroups, apiVersions, resources, scope }: Rule, path: string): FieldError[] {
  const errors = [
    ...validateList(operations, 'operations', path, 'operations'),
    ...(operations ?? []).flatMap((operation, index) =>
      OPERATIONS.includes(operation) ? [] : [notSupported(child(path, 'operations', index), operation, OPERATIONS)],
    ),
    ...validateList(apiGroups, 'apiGroups', path, 'API groups'),
    ...validateList(apiVersions, 'apiVersions', path, 'API versions'),
    ...validateList(resources, 'resources', path, undefined),
  ];
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(child(path, 'scope'), scope, SCOPES));
  return errors;
}

/** A star stands for everything, so nothing stands beside it. */
function validateList(list: readonly string[] | undefined, field: string, path: string, others: string | undefined): FieldError[] {
  const at = child(path, field);
  if (!list?.length) return [required(at)];
  if (others === undefined || list.length === 1 || !list.includes('*')) return [];
  return [invalid(at, list, `if '*' is present, must not specify other ${others}`)];
}
