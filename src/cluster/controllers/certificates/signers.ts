import type { CertificateRequestFacts } from '../../pki/crypto.ts';

export const API_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';
export const KUBELET_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';
const KUBELET_SERVING_SIGNER = 'kubernetes.io/kubelet-serving';

type Check = (request: CertificateRequestFacts, usages: readonly string[]) => string | undefined;

/** The signers of the cluster's own controller: what they refuse, and why. */
export const signers: Readonly<Record<string, Check>> = {
  [API_CLIENT_SIGNER](_request, usages) {
    const odd = usages.find((usage) => !['digital signature', 'key encipherment', 'client auth'].includes(usage));
    if (odd !== undefined) return `invalid usage for client certificate: ${odd}`;
    return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
  },
  [KUBELET_CLIENT_SIGNER]: (request, usages) =>
    kubeletFault(request) ??
    (request.dnsNames.length > 0 ? 'DNS subjectAltNames are not allowed' : undefined) ??
    (request.emailAddresses.length > 0 ? 'Email subjectAltNames are not allowed' : undefined) ??
    (request.ipAddresses.length > 0 ? 'IP subjectAltNames are not allowed' : undefined) ??
    (request.uris.length > 0 ? 'URI subjectAltNames are not allowed' : undefined) ??
    usageFault(usages, 'client auth'),
  [KUBELET_SERVING_SIGNER]: (request, usages) =>
    kubeletFault(request) ??
    (request.dnsNames.length === 0 && request.ipAddresses.length === 0 ? 'DNS or IP subjectAltName is required' : undefined) ??
    (request.emailAddresses.length > 0 ? 'Email subjectAltNames are not allowed' : undefined) ??
    (request.uris.length > 0 ? 'URI subjectAltNames are not allowed' : undefined) ??
    usageFault(usages, 'server auth'),
};

function kubeletFault({ organizations, commonName }: CertificateRequestFacts): string | undefined {
  if (organizations.length !== 1 || organizations[0] !== 'system:nodes') return 'subject organization is not system:nodes';
  return commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with system:node:';
}

/** `key encipherment` is for RSA keys only and may be left out. */
function usageFault(usages: readonly string[], purpose: string): string | undefined {
  const asked = [...new Set(usages)].filter((usage) => usage !== 'key encipherment').sort();
  const wanted = ['digital signature', purpose].sort();
  const same = asked.length === wanted.length && asked.every((usage, index) => usage === wanted[index]);
  return same ? undefined : `usages did not match [${[...wanted, 'key encipherment'].sort().join(' ')}]`;
}
