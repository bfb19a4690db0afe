import { getOwn } from '../../../api/json.ts';
import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import { sortedKeys } from '../field-checks.ts';
import type { ResourceQuota } from '../../../api/types.ts';
import { isQuotaResource } from './resource-names.ts';

type Spec = NonNullable<ResourceQuota['spec']>;

const POD_COUNT = ['pods'];
const POD_RESOURCES = [...POD_COUNT, 'cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];
const CLAIM_RESOURCES = ['persistentvolumeclaims', 'requests.storage'];

/** Scopes, and the standard resources that a quota with them may count. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  Terminating: POD_RESOURCES,
  NotTerminating: POD_RESOURCES,
  BestEffort: POD_COUNT,
  NotBestEffort: POD_RESOURCES,
  PriorityClass: POD_RESOURCES,
  CrossNamespacePodAffinity: POD_RESOURCES,
  VolumeAttributesClass: CLAIM_RESOURCES,
};

const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** Scopes that are either there or not; the others are compared with values. */
const EXISTING_ONLY = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];
const EXISTS_TEXT =
  "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

export function validateScopes(spec: Spec): FieldError[] {
  const { scopes = [] } = spec;
  const path = 'spec.scopes';
  const errors = scopes.flatMap((scope) => [
    ...(Object.hasOwn(SCOPES, scope) ? [] : [invalid(path, scopes, 'unsupported scope')]),
    ...outside(scope, spec).map(() => invalid(path, scopes, 'unsupported scope applied to resource')),
  ]);
  return [...errors, ...conflicts(scopes, path, scopes), ...validateScopeSelector(spec)];
}

function validateScopeSelector(spec: Spec): FieldError[] {
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const path = 'spec.scopeSelector.matchExpressions';
  const shown = { MatchExpressions: requirements.map(inGoOrder) };
  const errors = requirements.flatMap(({ scopeName, operator, values = [] }) => [
    ...(Object.hasOwn(SCOPES, scopeName) ? [] : [invalid(`${path}.scopeName`, scopeName, 'unsupported scope')]),
    ...outside(scopeName, spec).map(() => invalid(path, shown, 'unsupported scope applied to resource')),
    ...(EXISTING_ONLY.includes(scopeName) && operator !== 'Exists' ? [invalid(`${path}.operator`, operator, EXISTS_TEXT)] : []),
    ...validateValues(operator, values, path),
  ]);
  return [
    ...errors,
    ...conflicts(
      requirements.map(({ scopeName }) => scopeName),
      path,
      // (The scopes that are told are those of the other list.)
      spec.scopes ?? null,
    ),
  ];
}

function validateValues(operator: string, values: readonly string[], path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0
        ? []
        : [required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")];
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? []
        : [invalid(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")];
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

/** Standard resources of the quota that a scope cannot be applied to. */
function outside(scope: string, { hard = {} }: Spec): string[] {
  const allowed = getOwn(SCOPES, scope);
  return allowed ? sortedKeys(hard).filter((name) => isQuotaResource(name) && !allowed.includes(name)) : [];
}

function conflicts(scopes: readonly string[], path: string, shown: unknown): FieldError[] {
  return CONFLICTS.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() => invalid(path, shown, 'conflicting scopes'));
}

function inGoOrder({ scopeName, operator, values }: { scopeName: string; operator: string; values?: string[] }): object {
  return { ScopeName: scopeName, Operator: operator, Values: values ?? null };
}
