import type { CertificateSigningRequest } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';

export const REQUESTS = 'certificatesigningrequests.certificates.k8s.io';

export type CertificateRequest = CertificateSigningRequest;
type Status = NonNullable<CertificateSigningRequest['status']>;

export function requestNamed(name: string, { api }: ActorContext): CertificateRequest | undefined {
  return api.get(REQUESTS, '', name) as CertificateRequest | undefined;
}

export function setStatus(request: CertificateRequest, change: Partial<Status>, { api }: ActorContext): void {
  api.updateStatus(REQUESTS, { ...request, status: { ...request.status, ...change } } as never);
}
