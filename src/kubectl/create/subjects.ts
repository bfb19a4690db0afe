import { UserError } from '../../api/user-error.ts';
import { arrayFlag } from '../argv/flags.ts';

/** Whom a binding is for. */
export const subjectFlags = {
  group: arrayFlag({ description: 'A group to bind; may be given several times.' }),
  serviceaccount: arrayFlag({ description: 'A service account to bind, as NAMESPACE:NAME; may be given several times.' }),
  user: arrayFlag({ description: 'A user to bind; may be given several times.' }),
};

export const rbacGroup = 'rbac.authorization.k8s.io';

interface Subject {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

/** Users, then groups, then service accounts. Throws UserError for a service account without its namespace. */
export function subjectsOf(flags: { user: readonly string[]; group: readonly string[]; serviceaccount: readonly string[] }): Subject[] {
  return [
    ...flags.user.map((name) => ({ apiGroup: rbacGroup, kind: 'User', name })),
    ...flags.group.map((name) => ({ apiGroup: rbacGroup, kind: 'Group', name })),
    ...flags.serviceaccount.map((text) => {
      const [namespace, name, ...rest] = text.split(':');
      if (!namespace || !name || rest.length > 0) throw new UserError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}
