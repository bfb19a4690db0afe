import type { UserInfo } from '../api/client.ts';
import { unauthorized } from '../api/status.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { HostError } from './host-error.ts';
import type { Target } from './target.ts';

/** Who a client of a cluster of ours says it is, as far as the cluster has to check it; JSON, so that it can be asked of the process that serves the cluster. */
export interface ClaimedIdentity {
  token?: string;
  /** PEM; that its key is at hand has been checked. */
  certificate?: string;
  impersonate?: UserInfo;
}

/** Whoever can open the file of a cluster, and says nothing else, is its administrator: then there is nothing to check. */
export function claimedIdentity({ credentials, impersonate }: Target): ClaimedIdentity | undefined {
  const { token, basic, certificate, exec } = credentials;
  if (basic) throw unauthorized();
  if (exec) throw new HostError('credential plugins are not run for clusters in files');
  if (certificate) checkPair(certificate.certificate, certificate.key);
  if (!token && !certificate && !impersonate) return undefined;
  return {
    ...(token && { token }),
    ...(certificate && { certificate: certificate.certificate.toString() }),
    ...(impersonate && { impersonate }),
  };
}

/** As Go's TLS library tells it. */
function checkPair(certificate: Buffer, key: Buffer): void {
  // Most commands come without a certificate.
  const { X509Certificate, createPrivateKey } = process.getBuiltinModule('node:crypto');
  const parsed = pem(certificate, 'certificate', (text) => new X509Certificate(text));
  const privateKey = pem(key, 'key', (text) => createPrivateKey(text));
  if (!parsed.checkPrivateKey(privateKey)) throw new HostError('tls: private key does not match public key');
}

function pem<T>(bytes: Buffer, what: 'certificate' | 'key', read: (text: string) => T): T {
  const text = bytes.toString();
  if (!text.includes('-----BEGIN ')) throw new HostError(`tls: failed to find any PEM data in ${what} input`);
  try {
    return read(text);
  } catch {
    throw new HostError(what === 'certificate' ? 'x509: malformed certificate' : 'tls: failed to parse private key');
  }
}

/** Who that is to the cluster. Throws Unauthorized and Forbidden. */
export function identify(cluster: Cluster, { token, certificate, impersonate }: ClaimedIdentity): UserInfo {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  if (impersonate) {
    headers['impersonate-user'] = impersonate.username;
    if (impersonate.groups?.length) headers['impersonate-group'] = impersonate.groups.join(', ');
    if (impersonate.uid) headers['impersonate-uid'] = impersonate.uid;
    for (const [key, values] of Object.entries(impersonate.extra ?? {}))
      headers[`impersonate-extra-${encodeURIComponent(key).toLowerCase()}`] = values.join(', ');
  }
  if (certificate) return cluster.identify({ headers, certificate: verified(cluster, certificate) });
  return cluster.identify({ headers, ...(!token && { trusted: OWNER }) });
}

/** Whoever can open a cluster's file is this user. */
const OWNER: UserInfo = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function verified(cluster: Cluster, certificate: string): { commonName: string; organizations: readonly string[]; fingerprint: string } {
  const { pki } = cluster;
  const facts = pki.hasAuthority() ? pki.cryptography.verifyCertificate(certificate, pki.authority().certificate) : undefined;
  if (!facts || facts.notBefore > cluster.now() || facts.notAfter < cluster.now()) throw unauthorized();
  return facts;
}
