import type { UserInfo } from '../../api/client.ts';
import { unauthorized } from '../../api/status.ts';
import type { WireRequest } from '../cluster.ts';
import { checkToken, type TokenParts } from './account-tokens.ts';
import { ADMINISTRATOR, ANONYMOUS_USER, AUTHENTICATED, UNAUTHENTICATED } from './users.ts';

const CREDENTIAL = 'authentication.kubernetes.io/credential-id';
/** How browsers hand over a token, which cannot set headers on a WebSocket. */
const WEBSOCKET_TOKEN = 'base64url.bearer.authorization.k8s.io.';

/** What of a request says who sent it. */
export type Credentials = Pick<WireRequest, 'headers' | 'certificate' | 'trusted'>;

/**
 * Who sent a request: the one whom the door trusts, the subject of the client certificate, the bearer of the token, or nobody
 * in particular (`system:anonymous`). Throws Unauthorized when a token is no good.
 */
export function authenticate({ headers, certificate, trusted }: Credentials, parts: TokenParts): UserInfo {
  if (trusted) return trusted;
  if (certificate && certificate.commonName !== '') return certificateUser(certificate);
  const token = bearerToken(headers);
  if (token === undefined) return ANONYMOUS_USER;
  const user = tokenUser(token, parts);
  if (!user) throw unauthorized();
  return user;
}

/** The common name is the user, the organizations are the groups. */
export function certificateUser({ commonName, organizations, fingerprint }: NonNullable<WireRequest['certificate']>): UserInfo {
  return authenticated({
    username: commonName,
    groups: organizations,
    ...(fingerprint ? { extra: { [CREDENTIAL]: [`X509SHA256=${fingerprint}`] } } : {}),
  });
}

/** Whose token it is; undefined for one that is good for nothing here. */
export function tokenUser(token: string, parts: TokenParts): UserInfo | undefined {
  const administrator = parts.pki.knownAdminToken();
  if (administrator !== undefined && sameText(token, administrator)) return ADMINISTRATOR;
  const user = checkToken(token, parts)?.user;
  return user && authenticated(user);
}

/** Everybody who is known is in the group of all who are. */
export function authenticated(user: UserInfo): UserInfo {
  const groups = user.groups ?? [];
  if (groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED)) return user;
  return { ...user, groups: [...groups, AUTHENTICATED] };
}

/** What follows `Bearer ` in the Authorization header, if that is what it says. */
function bearerToken(headers: WireRequest['headers']): string | undefined {
  const [scheme = '', token = ''] = (headers['authorization'] ?? '').trim().split(' ', 2);
  if (scheme.toLowerCase() === 'bearer' && token !== '') return token;
  const protocol = (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .find((each) => each.startsWith(WEBSOCKET_TOKEN));
  return protocol === undefined ? undefined : decoded(protocol.slice(WEBSOCKET_TOKEN.length));
}

function decoded(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw unauthorized();
  }
}

/** Takes as long for a near miss as for a far one. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) difference |= (a.charCodeAt(i) || 0) ^ b.charCodeAt(i);
  return difference === 0;
}
