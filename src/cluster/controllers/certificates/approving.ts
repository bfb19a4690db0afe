import { authorize } from '../../apiserver/authorization/index.ts';
import { decodeText } from '../../kinds/core/base64.ts';
import type { Pki } from '../../pki/pki.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
import { REQUESTS, requestNamed, setStatus, type CertificateRequest } from './requests.ts';
import { KUBELET_CLIENT_SIGNER, signers } from './signers.ts';

/** Approves the client certificates of kubelets whose requestors may have them without a human's word. */
export function certificateApproving(pki: Pki): Actor {
  return {
    name: 'csrapproving',
    watches: { [REQUESTS]: ({ type, object }) => (type === 'ADDED' ? [object.metadata.name ?? ''] : []) },
    reconcile(name, context) {
      const request = requestNamed(name, context);
      if (
        !request ||
        request.spec.signerName !== KUBELET_CLIENT_SIGNER ||
        request.status?.certificate ||
        request.status?.conditions?.length
      )
        return;
      const facts = pki.cryptography.readRequest(decodeText(request.spec.request) ?? '');
      if (signers[KUBELET_CLIENT_SIGNER]!(facts, request.spec.usages ?? []) !== undefined) return;
      const own = facts.commonName === request.spec.username;
      if (own && may('selfnodeclient', request, context))
        approve(request, 'Auto approving self kubelet client certificate after SubjectAccessReview.', context);
      else if (may('nodeclient', request, context))
        approve(request, 'Auto approving kubelet client certificate after SubjectAccessReview.', context);
    },
  };
}

function may(subresource: string, { spec }: CertificateRequest, { api }: ActorContext): boolean {
  const user = { username: spec.username ?? '', groups: spec.groups ?? [] };
  const [resource = '', ...group] = REQUESTS.split('.');
  return authorize(api, { user, verb: 'create', group: group.join('.'), version: '*', resource, subresource, namespace: '', name: '' })
    .allowed;
}

function approve(request: CertificateRequest, message: string, context: ActorContext): void {
  const now = context.timestamp();
  const approved = { type: 'Approved', status: 'True', reason: 'AutoApproved', message, lastUpdateTime: now, lastTransitionTime: now };
  setStatus(request, { conditions: [approved] }, context);
}
