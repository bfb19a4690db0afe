import { deepClone } from '../../../api/json.ts';
import { humanDuration } from '../../../api/time.ts';
import type { CertificateSigningRequest } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { signatureFaults, validateConditions, validateConditionsUpdate, validateRequestSpec } from './request-validation.ts';

export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  namespaced: false,
  shortNames: ['csr'],
  definition: 'io.k8s.api.certificates.v1.CertificateSigningRequest',
  nameRule: () => [],
  columns: [
    nameColumn,
    ageColumn,
    textColumn<CertificateSigningRequest>('SignerName', ({ spec }) => spec.signerName || '<none>'),
    textColumn<CertificateSigningRequest>('Requestor', ({ spec }) => spec.username ?? ''),
    textColumn<CertificateSigningRequest>('RequestedDuration', ({ spec: { expirationSeconds } }) =>
      expirationSeconds === undefined ? '<none>' : humanDuration(expirationSeconds * 1000),
    ),
    textColumn<CertificateSigningRequest>('Condition', conditionText),
  ],
  status: true,
  generation: false,
  subresources: { approval: { kind: 'CertificateSigningRequest', verbs: ['get', 'patch', 'update'] } },
  fields: { 'spec.signerName': ({ spec }) => spec.signerName },
  prepareForCreate: (object, { user }) => {
    const { username: _, uid: _uid, groups: _groups, extra: _extra, ...asked } = object.spec;
    object.spec = {
      ...asked,
      ...(user ? { username: user.username } : {}),
      ...(user?.uid ? { uid: user.uid } : {}),
      ...(user?.groups?.length ? { groups: [...user.groups] } : {}),
      ...(user?.extra && Object.keys(user.extra).length > 0 ? { extra: deepClone(user.extra) as Record<string, string[]> } : {}),
    };
  },
  // A request is never changed, nor is its author: what an update says of them is dropped.
  prepareForUpdate: (next, previous) => {
    next.spec = previous.spec;
  },
  // Kinds do not decipher: what is in the request is looked at by whoever has the means.
  allocate: ({ spec }, previous, { pki }) => (previous || !pki ? [] : signatureFaults(spec, pki)),
  validate: ({ spec, status }) => [...validateRequestSpec(spec), ...validateConditions(status?.conditions)],
  validateStatusUpdate: (next, previous) => [
    ...validateConditions(next.status?.conditions),
    ...validateConditionsUpdate(next.status?.conditions, previous.status?.conditions, false),
  ],
});

function conditionText({ status }: CertificateSigningRequest): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}
