import type * as k8s from '@kubernetes/client-node';
import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { Wire } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';

type Spec = Wire<k8s.V1FlowSchemaSpec>;
type Rules = NonNullable<Spec['rules']>[number];
type Subject = Rules['subjects'][number];

const METHODS = ['ByNamespace', 'ByUser'];
const SUBJECT_KINDS = ['Group', 'ServiceAccount', 'User'];
const HIGHEST_PRECEDENCE = 10_000;
/** The precedence of the one schema that comes before all others. */
const EXEMPT_PRECEDENCE = 1;

export function validateFlowSchemaSpec(spec: Spec | undefined, name: string): FieldError[] {
  const { matchingPrecedence = 0, distinguisherMethod, priorityLevelConfiguration, rules } = spec ?? {};
  const at = 'spec.matchingPrecedence';
  const errors: FieldError[] = [];
  if (matchingPrecedence <= 0) errors.push(invalid(at, matchingPrecedence, 'must be a positive value'));
  if (matchingPrecedence > HIGHEST_PRECEDENCE)
    errors.push(invalid(at, matchingPrecedence, `must not be greater than ${HIGHEST_PRECEDENCE}`));
  if (matchingPrecedence === EXEMPT_PRECEDENCE && name !== 'exempt')
    errors.push(invalid(at, matchingPrecedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod && !METHODS.includes(distinguisherMethod.type))
    errors.push(notSupported('spec.distinguisherMethod', distinguisherMethod, METHODS));
  const level = priorityLevelConfiguration?.name ?? '';
  const levelPath = 'spec.priorityLevelConfiguration.name';
  errors.push(...(level === '' ? [required(levelPath, 'must reference a priority level')] : checked(levelPath, level, checkDnsSubdomain)));
  (rules ?? []).forEach((rule, index) => errors.push(...validateRules(rule, child('spec.rules', index))));
  return errors;
}

function validateRules({ subjects, resourceRules, nonResourceRules }: Rules, path: string): FieldError[] {
  const errors: FieldError[] = subjects?.length
    ? subjects.flatMap((subject, index) => validateSubject(subject, child(path, 'subjects', index)))
    : [required(child(path, 'subjects'), 'subjects must contain at least one value')];
  if (!resourceRules?.length && !nonResourceRules?.length) {
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  (resourceRules ?? []).forEach((rule, index) => {
    const at = child(path, 'resourceRules', index);
    errors.push(
      ...mandatory(at, 'verbs', rule.verbs),
      ...mandatory(at, 'apiGroups', rule.apiGroups),
      ...mandatory(at, 'resources', rule.resources),
    );
    if (!rule.clusterScope && !rule.namespaces?.length) {
      errors.push(required(child(at, 'namespaces'), 'resource rules that are not cluster scoped must supply at least one namespace'));
    }
  });
  (nonResourceRules ?? []).forEach((rule, index) => {
    const at = child(path, 'nonResourceRules', index);
    errors.push(...mandatory(at, 'verbs', rule.verbs), ...mandatory(at, 'nonResourceURLs', rule.nonResourceURLs));
  });
  return errors;
}

function mandatory(path: string, name: string, list: readonly string[] | null | undefined): FieldError[] {
  return list?.length ? [] : [required(child(path, name))];
}

function validateSubject({ kind, user, group, serviceAccount }: Subject, path: string): FieldError[] {
  const missing = (name: string): FieldError[] => [required(child(path, name), `${name} is required when subject kind is '${kind}'`)];
  switch (kind) {
    case 'ServiceAccount':
      if (!serviceAccount) return missing('serviceAccount');
      return [
        ...(serviceAccount.name ? [] : [required(child(path, 'serviceAccount', 'name'), 'must not be empty')]),
        ...(serviceAccount.namespace
          ? []
          : [required(child(path, 'serviceAccount', 'namespace'), 'must specify namespace for service account')]),
      ];
    case 'User':
      if (!user) return missing('user');
      return user.name ? [] : [required(child(path, 'user', 'name'), 'user name must not be empty')];
    case 'Group':
      if (!group) return missing('group');
      return group.name ? [] : [required(child(path, 'group', 'name'), 'group name must not be empty')];
    default:
      return [notSupported(child(path, 'kind'), kind, SUBJECT_KINDS)];
  }
}
