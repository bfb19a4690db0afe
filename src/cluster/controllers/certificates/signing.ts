import { decodeText, encodeText } from '../../kinds/core/base64.ts';
import type { Pki } from '../../pki/pki.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
import { signers } from './signers.ts';
import { REQUESTS, requestNamed, setStatus, type CertificateRequest } from './requests.ts';

/** How long certificates are good at most, and at least (ms). */
const LONGEST = 8760 * 3_600_000;
const SHORTEST = 10 * 60_000;
/** Certificates begin a little in the past: clocks differ. Short-lived ones are not cut by that. */
const BACK_DATED = 5 * 60_000;
const SHORT = 8 * 3_600_000;

/** Issues the certificates of approved requests to the cluster's own signers. */
export function certificateSigning(pki: Pki): Actor {
  return {
    name: 'csrsigning',
    watches: { [REQUESTS]: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']) },
    reconcile(name, context) {
      const request = requestNamed(name, context);
      if (!request || request.status?.certificate || !Object.hasOwn(signers, request.spec.signerName)) return;
      const types = (request.status?.conditions ?? []).map(({ type }) => type);
      if (!types.includes('Approved') || types.includes('Denied') || types.includes('Failed')) return;
      sign(request, pki, context);
    },
  };
}

function sign(request: CertificateRequest, pki: Pki, context: ActorContext): void {
  const { signerName, usages = [], expirationSeconds } = request.spec;
  const pem = decodeText(request.spec.request) ?? '';
  const fault = signers[signerName]!(pki.cryptography.readRequest(pem), usages);
  if (fault !== undefined) {
    const now = context.timestamp();
    const failed = {
      type: 'Failed',
      status: 'True',
      reason: 'SignerValidationFailure',
      message: fault,
      lastUpdateTime: now,
      lastTransitionTime: now,
    };
    setStatus(request, { conditions: [...(request.status?.conditions ?? []), failed] }, context);
    return;
  }
  const certificate = pki.sign(pem, usages, validity(expirationSeconds, context.now()));
  setStatus(request, { certificate: encodeText(certificate) }, context);
}

function validity(expirationSeconds: number | undefined, now: number): { notBefore: number; notAfter: number } {
  const lifetime = expirationSeconds === undefined ? LONGEST : Math.min(LONGEST, Math.max(SHORTEST, expirationSeconds * 1000));
  return { notBefore: now - BACK_DATED, notAfter: now + lifetime - (lifetime < SHORT ? 0 : BACK_DATED) };
}
