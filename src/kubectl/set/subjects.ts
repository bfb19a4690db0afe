import { deepEqual } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface SubjectFlags {
  user: readonly string[];
  group: readonly string[];
  serviceaccount: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

/** Refuses flags that name nobody, or a service account in another form than NAMESPACE:NAME. */
export function checkSubjects(flags: SubjectFlags, objects: readonly KubeObject[]): void {
  if (flags.user.length + flags.group.length + flags.serviceaccount.length === 0) {
    throw new UserError('you must specify at least one value of user, group or serviceaccount');
  }
  for (const account of flags.serviceaccount) {
    const [namespace, name = '', ...rest] = account.split(':');
    if (name === '' || rest.length > 0) throw new UserError('serviceaccount must be <namespace>:<name>');
    if (namespace === '' && objects.some(({ kind }) => kind === 'ClusterRoleBinding')) {
      throw new UserError('serviceaccount must be <namespace>:<name>, namespace must be specified');
    }
  }
}

/** A copy of a binding that also has these subjects; undefined when it has them all. Throws UserError for other kinds. */
export function withSubjects(binding: KubeObject, flags: SubjectFlags, namespace: string): KubeObject | undefined {
  if (!/^(Cluster)?RoleBinding$/.test(binding.kind ?? '')) {
    throw new UserError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
  }
  const present = (binding['subjects'] ?? []) as Subject[];
  const subjects = [...present];
  for (const subject of subjectsOf(flags, namespace)) if (!subjects.some((each) => deepEqual(each, subject))) subjects.push(subject);
  return subjects.length > present.length ? { ...binding, subjects } : undefined;
}

function subjectsOf(flags: SubjectFlags, namespace: string): Subject[] {
  return [
    ...[...new Set(flags.user)].sort().map((name) => ({ kind: 'User', apiGroup: RBAC, name })),
    ...[...new Set(flags.group)].sort().map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
    ...[...new Set(flags.serviceaccount)].sort().map((account) => {
      const [own = '', name = ''] = account.split(':');
      return { kind: 'ServiceAccount', name, namespace: own === '' ? namespace : own };
    }),
  ];
}
