import type { UserInfo } from '../../api/client.ts';

/** Members may do everything, whatever the roles say. */
export const MASTERS = 'system:masters';
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';
export const NODES = 'system:nodes';

const own = new WeakSet<UserInfo>();

/** A user for one of the cluster's own actors: admission sees who it is, but what it does is not up to the roles. */
export function ownUser(username: string, groups: string[]): UserInfo {
  const user: UserInfo = { username, groups };
  own.add(user);
  return user;
}

export function isOwnUser(user: UserInfo): boolean {
  return own.has(user);
}

/** The API server, where it acts by itself. */
export const SYSTEM_USER: UserInfo = ownUser('system:apiserver', [MASTERS, AUTHENTICATED]);

/** Who asks when a request does not say: the administrator of a fresh kubeconfig. */
export const ADMINISTRATOR: UserInfo = { username: 'kubernetes-admin', groups: [MASTERS, AUTHENTICATED] };

export const ANONYMOUS_USER: UserInfo = { username: ANONYMOUS, groups: [UNAUTHENTICATED] };

const ACCOUNT = 'system:serviceaccount:';
const NODE = 'system:node:';

/** The user that a service account is. */
export function accountUser(namespace: string, name: string): string {
  return `${ACCOUNT}${namespace}:${name}`;
}

export function accountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** The service account that a user is, if any. */
export function accountOf(username: string): { namespace: string; name: string } | undefined {
  if (!username.startsWith(ACCOUNT)) return undefined;
  const [namespace = '', name = '', ...more] = username.slice(ACCOUNT.length).split(':');
  return namespace !== '' && name !== '' && more.length === 0 ? { namespace, name } : undefined;
}

/** The node whose kubelet a user is; '' for one whose name does not say; undefined for everybody else. */
export function nodeOf({ username, groups }: UserInfo): string | undefined {
  if (!username.startsWith(NODE) || !groups?.includes(NODES)) return undefined;
  return username.slice(NODE.length);
}
