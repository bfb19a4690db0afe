import { deepEqual } from '../../../api/json.ts';
import type { CertificateSigningRequest } from '../../../api/types.ts';
import { decodeText } from '../../kinds/core/base64.ts';
import { API_CLIENT_SIGNER } from '../../controllers/certificates/signers.ts';
import { authorize } from '../authorization/index.ts';
import type { KindContext } from '../../kinds/define.ts';
import { refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';

const GROUP = 'certificates.k8s.io';

const MASTERS = 'system:masters';

/** Who approves or denies a request must be allowed to approve for its signer. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validate(attributes, context) {
    const request = requestOf(attributes);
    if (!request || attributes.operation !== 'UPDATE' || attributes.subresource !== 'approval') return;
    const { signerName } = request.spec;
    if (!maySign('approve', signerName, attributes, context))
      throw refusal(attributes, `user not permitted to approve requests with signerName "${signerName}"`);
  },
};

/** Who writes a certificate or a verdict into a request's status must be allowed to sign for its signer. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validate(attributes, context) {
    const request = requestOf(attributes);
    if (!request || attributes.operation !== 'UPDATE' || attributes.subresource !== 'status') return;
    const previous = attributes.previous as CertificateSigningRequest | undefined;
    const { certificate, conditions } = request.status ?? {};
    if (certificate === previous?.status?.certificate && deepEqual(conditions ?? [], previous?.status?.conditions ?? [])) return;
    const { signerName } = previous?.spec ?? request.spec;
    if (!maySign('sign', signerName, attributes, context))
      throw refusal(attributes, `user not permitted to sign requests with signerName "${signerName}"`);
  },
};

/** Nobody becomes a master by a client certificate. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate(attributes, { pki }) {
    const request = requestOf(attributes);
    if (!request || attributes.operation !== 'CREATE' || attributes.subresource !== '' || request.spec.signerName !== API_CLIENT_SIGNER)
      return;
    let organizations: readonly string[];
    try {
      organizations = pki?.cryptography.readRequest(decodeText(request.spec.request) ?? '').organizations ?? [];
    } catch (error) {
      throw refusal(attributes, `failed to parse CSR: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (organizations.includes(MASTERS))
      throw refusal(attributes, `use of ${API_CLIENT_SIGNER} signer with ${MASTERS} group is not allowed`);
  },
};

function requestOf({ kind, object }: AdmissionAttributes): CertificateSigningRequest | undefined {
  return kind.group === GROUP && kind.plural === 'certificatesigningrequests'
    ? (object as CertificateSigningRequest | undefined)
    : undefined;
}

/** For the signer by its name, or for all signers of its domain. */
function maySign(verb: string, signerName: string, { user }: AdmissionAttributes, { api }: KindContext): boolean {
  const may = (name: string): boolean =>
    authorize(api, { user, verb, group: GROUP, version: '*', resource: 'signers', subresource: '', namespace: '', name }).allowed;
  return may(signerName) || may(`${signerName.split('/')[0]!}/*`);
}
