import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsSubdomain, checkPathSegment } from '../../../api/names.ts';
import type { ClusterRoleBinding, RoleBinding } from '../../../api/types.ts';
import { checkBinding } from '../../apiserver/authorization/escalation.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import type { Column, KindDefinition } from '../define.ts';

type Binding = RoleBinding | ClusterRoleBinding;
type Subject = NonNullable<Binding['subjects']>[number];

const GROUP = 'rbac.authorization.k8s.io';
const SERVICE_ACCOUNT = 'ServiceAccount';
/** Subjects that are names and no objects. */
const NAMED = ['User', 'Group'];

/** What RoleBindings and ClusterRoleBindings have in common: everything but the roles that they may refer to. */
export function bindingRules<T extends Binding>(
  namespaced: boolean,
): Pick<KindDefinition<T>, 'columns' | 'setDefaults' | 'prepareForCreate' | 'prepareForUpdate' | 'validate' | 'validateUpdate'> {
  const roleKinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const resource = namespaced ? 'rolebindings' : 'clusterrolebindings';
  return {
    columns,
    setDefaults: ({ roleRef, subjects }) => {
      roleRef.apiGroup ||= GROUP;
      for (const subject of subjects ?? []) if (NAMED.includes(subject.kind)) subject.apiGroup ||= GROUP;
    },
    prepareForCreate: (binding, context) => checkBinding(resource, binding, undefined, context),
    prepareForUpdate: (next, previous, context) => checkBinding(resource, next, previous, context),
    validate: ({ roleRef, subjects }) => [
      ...validateRoleRef(roleRef, roleKinds),
      ...(subjects ?? []).flatMap((subject, index) => validateSubject(subject, namespaced, `subjects[${index}]`)),
    ],
    validateUpdate: ({ roleRef }, previous) =>
      deepEqual(roleRef, previous.roleRef) ? [] : [invalid('roleRef', shownRoleRef(roleRef), 'cannot change roleRef')],
  };
}

const columns: readonly Column<Binding>[] = [
  nameColumn,
  textColumn<Binding>('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  textColumn<Binding>('Users', (binding) => named(binding, 'User'), 1),
  textColumn<Binding>('Groups', (binding) => named(binding, 'Group'), 1),
  textColumn<Binding>('ServiceAccounts', (binding) => named(binding, SERVICE_ACCOUNT), 1),
];

function named({ subjects }: Binding, kind: string): string {
  return (subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === SERVICE_ACCOUNT && namespace ? `${namespace}/${name}` : name))
    .join(', ');
}

function validateRoleRef({ apiGroup, kind, name }: Binding['roleRef'], kinds: readonly string[]): FieldError[] {
  return [
    ...(apiGroup === GROUP ? [] : [notSupported('roleRef.apiGroup', apiGroup, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [notSupported('roleRef.kind', kind, kinds)]),
    ...(name ? checkPathSegment(name).map((message) => invalid('roleRef.name', name, message)) : [required('roleRef.name')]),
  ];
}

function validateSubject({ apiGroup = '', kind, name, namespace = '' }: Subject, namespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = name ? [] : [required(child(path, 'name'))];
  if (kind === SERVICE_ACCOUNT) {
    if (name) errors.push(...checkDnsSubdomain(name).map((message) => invalid(child(path, 'name'), name, message)));
    if (apiGroup !== '') errors.push(notSupported(child(path, 'apiGroup'), apiGroup, ['']));
    if (!namespaced && namespace === '') errors.push(required(child(path, 'namespace')));
  } else if (NAMED.includes(kind)) {
    if (apiGroup !== GROUP) errors.push(notSupported(child(path, 'apiGroup'), apiGroup, [GROUP]));
  } else {
    errors.push(notSupported(child(path, 'kind'), kind, [SERVICE_ACCOUNT, ...NAMED]));
  }
  return errors;
}

/** As the Go struct behind it is shown. */
function shownRoleRef({ apiGroup, kind, name }: Binding['roleRef']): object {
  return { APIGroup: apiGroup, Kind: kind, Name: name };
}
