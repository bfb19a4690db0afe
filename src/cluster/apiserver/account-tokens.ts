import type { UserInfo } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatRfc3339 } from '../../api/time.ts';
import type { Secret, ServiceAccount } from '../../api/types.ts';
import { decodeText } from '../kinds/core/base64.ts';
import type { Pki } from '../pki/pki.ts';
import type { ClusterApi } from './cluster-api.ts';
import { accountGroups, accountUser } from './users.ts';

/** Who issues tokens, and whom they are for when nobody else is named. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
/** Tokens of what is being deleted stay good for so long (ms). */
const DELETION_LEEWAY = 60_000;

export const TOKEN_SECRET = 'kubernetes.io/service-account-token';
export const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
export const ACCOUNT_UID = 'kubernetes.io/service-account.uid';
const LAST_USED = 'kubernetes.io/legacy-token-last-used';
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

export interface TokenParts {
  pki: Pki;
  api: ClusterApi;
  now(): number;
}

interface Reference {
  name: string;
  uid: string;
}

/** The claims of a bound token. */
interface Claims {
  iss: string;
  aud: readonly string[];
  exp: number;
  nbf?: number;
  iat?: number;
  jti?: string;
  sub: string;
  'kubernetes.io': {
    namespace: string;
    serviceaccount: Reference;
    pod?: Reference;
    secret?: Reference;
    node?: Reference;
    warnafter?: number;
  };
}

export interface TokenRequestFacts {
  account: ServiceAccount;
  audiences: readonly string[];
  expirationSeconds: number;
  /** When a client should begin to be told that the token is old (seconds); tokens that were stretched have it. */
  warnAfterSeconds?: number;
  pod?: KubeObject;
  secret?: KubeObject;
  node?: KubeObject;
  id: string;
}

/** A bound token of a service account, good from now on. */
export function issueToken(facts: TokenRequestFacts, { pki, now }: Pick<TokenParts, 'pki' | 'now'>): { token: string; expires: string } {
  const { account, audiences, expirationSeconds, warnAfterSeconds, pod, secret, node, id } = facts;
  const { namespace = '', name = '' } = account.metadata;
  const seconds = Math.floor(now() / 1000);
  const reference = ({ metadata }: KubeObject): Reference => ({ name: metadata.name ?? '', uid: metadata.uid ?? '' });
  const claims: Claims = {
    aud: audiences,
    exp: seconds + expirationSeconds,
    iat: seconds,
    iss: ISSUER,
    jti: id,
    'kubernetes.io': {
      namespace,
      ...(node ? { node: reference(node) } : {}),
      ...(pod ? { pod: reference(pod) } : {}),
      ...(secret ? { secret: reference(secret) } : {}),
      serviceaccount: reference(account as KubeObject),
      ...(warnAfterSeconds === undefined ? {} : { warnafter: seconds + warnAfterSeconds }),
    },
    nbf: seconds,
    sub: accountUser(namespace, name),
  };
  return { token: pki.cryptography.signToken(claims, pki.tokenKey()), expires: formatRfc3339((seconds + expirationSeconds) * 1000) };
}

/** The token that a Secret of the old kind holds: it has no end, but goes with the Secret. */
export function issueLegacyToken(account: ServiceAccount, secretName: string, pki: Pki): string {
  const { namespace = '', name = '', uid = '' } = account.metadata;
  const claims = {
    iss: LEGACY_ISSUER,
    'kubernetes.io/serviceaccount/namespace': namespace,
    'kubernetes.io/serviceaccount/secret.name': secretName,
    'kubernetes.io/serviceaccount/service-account.name': name,
    'kubernetes.io/serviceaccount/service-account.uid': uid,
    sub: accountUser(namespace, name),
  };
  return pki.cryptography.signToken(claims, pki.tokenKey());
}

export interface CheckedToken {
  user: UserInfo;
  audiences: readonly string[];
}

/**
 * The account of a token, if the token is ours, of this time, for one of `audiences` (the API server's own if not given), and
 * everything that it is bound to is still there.
 */
export function checkToken(token: string, parts: TokenParts, audiences: readonly string[] = [ISSUER]): CheckedToken | undefined {
  const { pki } = parts;
  if (!pki.hasTokenKey()) return undefined;
  const verified = pki.cryptography.verifyToken(token, pki.tokenKey());
  if (!verified) return undefined;
  const claims = verified.claims as Partial<Claims>;
  if (claims.iss === LEGACY_ISSUER) return checkLegacy(token, verified.claims, parts, audiences);
  if (claims.iss !== ISSUER) return undefined;
  const meant = Array.isArray(claims.aud) ? (claims.aud as string[]) : typeof claims.aud === 'string' ? [claims.aud as string] : [];
  const shared = audiences.filter((audience) => meant.includes(audience));
  if (shared.length === 0 || !isCurrent(claims, parts.now())) return undefined;
  const user = boundUser(claims, parts);
  return user && { user, audiences: shared };
}

function isCurrent({ exp, nbf = 0 }: Partial<Claims>, now: number): boolean {
  return typeof exp === 'number' && now / 1000 < exp && now / 1000 >= nbf;
}

function boundUser(claims: Partial<Claims>, { api, now }: TokenParts): UserInfo | undefined {
  const own = claims['kubernetes.io'];
  if (!own?.namespace || !own.serviceaccount?.name) return undefined;
  const { namespace, serviceaccount, pod, secret, node } = own;
  const username = accountUser(namespace, serviceaccount.name);
  if (claims.sub !== username) return undefined;
  const lives = (object: { metadata: KubeObject['metadata'] } | undefined, { uid }: Reference): boolean =>
    object !== undefined && object.metadata.uid === uid && !goneFor(object.metadata.deletionTimestamp, now());
  if (!lives(api.get('serviceaccounts', namespace, serviceaccount.name), serviceaccount)) return undefined;
  if (pod && !lives(api.get('pods', namespace, pod.name), pod)) return undefined;
  if (secret && !lives(api.get('secrets', namespace, secret.name), secret)) return undefined;
  // A pod's token names its node only for the record.
  if (node && !pod && !lives(api.get('nodes', '', node.name), node)) return undefined;
  const about = (what: 'pod' | 'node', reference: Reference | undefined): Record<string, readonly string[]> =>
    reference
      ? {
          [`authentication.kubernetes.io/${what}-name`]: [reference.name],
          [`authentication.kubernetes.io/${what}-uid`]: [reference.uid],
        }
      : {};
  const extra = {
    ...(claims.jti ? { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] } : {}),
    ...about('node', node),
    ...about('pod', pod),
  };
  return {
    username,
    uid: serviceaccount.uid,
    groups: accountGroups(namespace),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

function goneFor(deletionTimestamp: string | undefined, now: number): boolean {
  return deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < now - DELETION_LEEWAY;
}

function checkLegacy(
  token: string,
  claims: Readonly<Record<string, unknown>>,
  { api, now }: TokenParts,
  audiences: readonly string[],
): CheckedToken | undefined {
  const claim = (name: string): string => String(claims[`kubernetes.io/serviceaccount/${name}`] ?? '');
  const [namespace, secretName, name] = [claim('namespace'), claim('secret.name'), claim('service-account.name')];
  const username = accountUser(namespace, name);
  if (!audiences.includes(ISSUER) || claims['sub'] !== username) return undefined;
  const secret = api.get('secrets', namespace, secretName);
  const account = api.get('serviceaccounts', namespace, name);
  if (!secret || secret.metadata.deletionTimestamp || decodeText(secret.data?.['token'] ?? '') !== token) return undefined;
  if (secret.metadata.labels?.[INVALID_SINCE] !== undefined) return undefined;
  if (!account || account.metadata.deletionTimestamp || account.metadata.uid !== claim('service-account.uid')) return undefined;
  noteUse(api, secret, formatRfc3339(now()).slice(0, 10));
  const user = { username, uid: account.metadata.uid ?? '', groups: accountGroups(namespace) };
  return { user, audiences: [ISSUER] };
}

/** The day of the last use, for whoever cleans up. */
function noteUse(api: ClusterApi, { metadata }: Secret, day: string): void {
  if (metadata.labels?.[LAST_USED] === day) return;
  api.modify('secrets', metadata.namespace ?? '', metadata.name ?? '', (draft) => {
    draft.metadata.labels = { ...draft.metadata.labels, [LAST_USED]: day };
  });
}
