import type { UserInfo } from '../../api/client.ts';
import { badRequest } from '../../api/status.ts';
import type { Attributes } from './authorization/attributes.ts';
import { ANONYMOUS, AUTHENTICATED, accountGroups, accountOf, UNAUTHENTICATED } from './users.ts';

/** Whom a request asks to act as. */
export interface Impersonation {
  user: string;
  groups: readonly string[];
  uid: string;
  extra: Readonly<Record<string, readonly string[]>>;
}

const EXTRA_HEADER = 'impersonate-extra-';

/**
 * What the Impersonate- headers ask for; undefined when there are none. A header that came several times is one whose values
 * are joined by a comma and a blank, as Node's HTTP server joins them.
 */
export function impersonationOf(headers: Readonly<Record<string, string>>): Impersonation | undefined {
  const extra = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(EXTRA_HEADER))
      .map(([name, value]) => [unescaped(name.slice(EXTRA_HEADER.length)), values(value)]),
  );
  const user = headers['impersonate-user'] ?? '';
  const groups = values(headers['impersonate-group']);
  const uid = headers['impersonate-uid'] ?? '';
  if (user === '' && groups.length === 0 && uid === '' && Object.keys(extra).length === 0) return undefined;
  return { user, groups, uid, extra };
}

/** The user to act as, once `mustBeAllowed` has agreed to each part of it. BadRequest when groups and the like come without a user. */
export function impersonated(requestor: UserInfo, asked: Impersonation, mustBeAllowed: (attributes: Attributes) => void): UserInfo {
  const { user, groups: given, uid, extra } = asked;
  if (user === '') throw badRequest(`requested ${requestedParts(asked)} without impersonating a user`);
  const check = (group: string, resource: string, name: string, subresource = '', namespace = ''): void =>
    mustBeAllowed({
      user: requestor,
      verb: 'impersonate',
      group,
      version: group === '' ? '' : 'v1',
      resource,
      subresource,
      namespace,
      name,
    });
  const account = accountOf(user);
  if (account) check('', 'serviceaccounts', account.name, '', account.namespace);
  else check('', 'users', user);
  for (const group of given) check('', 'groups', group);
  for (const [key, texts] of Object.entries(extra)) for (const text of texts) check('authentication.k8s.io', 'userextras', text, key);
  if (uid !== '') check('authentication.k8s.io', 'uids', uid);
  const groups = account && given.length === 0 ? accountGroups(account.namespace) : [...given];
  if (user === ANONYMOUS) {
    if (!groups.includes(UNAUTHENTICATED)) groups.push(UNAUTHENTICATED);
  } else if (!groups.includes(AUTHENTICATED) && !groups.includes(UNAUTHENTICATED)) groups.push(AUTHENTICATED);
  return { username: user, groups, ...(uid === '' ? {} : { uid }), ...(Object.keys(extra).length > 0 ? { extra } : {}) };
}

function values(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(', ');
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** As Go prints the references that the server makes of the headers. */
function requestedParts({ groups, uid, extra }: Impersonation): string {
  const parts = [
    ...groups.map((name) => `{Group  ${name}    }`),
    ...Object.entries(extra).flatMap(([key, texts]) => texts.map((name) => `{UserExtra  ${name}  authentication.k8s.io/v1  ${key}}`)),
    ...(uid === '' ? [] : [`{UID  ${uid}  authentication.k8s.io/v1  }`]),
  ];
  return `[${parts.join(' ')}]`;
}
