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

export function fillMatching(match: Matching): void {
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

type Matching = Pick<MatchResources, 'matchPolicy' | 'namespaceSelector' | 'objectSelector'>;

export function validateMatchPolicy({ matchPolicy }: Matching, path: string): FieldError[] {
  const known = matchPolicy === undefined || MATCH_POLICIES.includes(matchPolicy);
  return known ? [] : [notSupported(child(path, 'matchPolicy'), matchPolicy, MATCH_POLICIES)];
}

export function validateSelectors({ namespaceSelector, objectSelector }: Matching, path: string): FieldError[] {
  return [
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...validateLabelSelector(objectSelector, child(path, 'objectSelector')),
  ];
}

export function validateMatchResources(match: MatchResources, path: string): FieldError[] {
  return [
    ...validateMatchPolicy(match, path),
    ...validateSelectors(match, path),
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
    ...(apiVersions ?? []).flatMap((version, index) => (version === '' ? [required(child(path, 'apiVersions', index))] : [])),
    ...validateResources(resources ?? [], child(path, 'resources')),
  ];
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(child(path, 'scope'), scope, SCOPES));
  return errors;
}

/** A star stands for everything, so nothing stands beside it. */
function validateList(list: readonly string[] | undefined, field: string, path: string, others: string): FieldError[] {
  const at = child(path, field);
  if (!list?.length) return [required(at)];
  if (list.length === 1 || !list.includes('*')) return [];
  return [invalid(at, list, `if '*' is present, must not specify other ${others}`)];
}

/** `pods`, `pods/log`, and stars on either side, none of which may say what another one says already. */
function validateResources(resources: readonly string[], path: string): FieldError[] {
  if (resources.length === 0) return [required(path)];
  const whole = new Set<string>();
  const parts = new Set<string>();
  const errors = resources.flatMap((text, i) => {
    const at = child(path, i);
    if (text === '') return [required(at)];
    if (!text.includes('/')) return [];
    const resource = text.slice(0, text.indexOf('/'));
    const part = text.slice(resource.length + 1);
    const told = [
      ...(whole.has(resource) ? [invalid(at, text, `if '${resource}/*' is present, must not specify ${text}`)] : []),
      ...(parts.has(part) ? [invalid(at, text, `if '*/${part}' is present, must not specify ${text}`)] : []),
    ];
    if (part === '*') whole.add(resource);
    if (resource === '*') parts.add(part);
    return told;
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && resources.some((text) => text !== '*' && !text.includes('/'))) {
    errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  }
  return errors;
}
