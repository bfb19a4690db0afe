import { deepClone } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import type { CertificateSigningRequest } from '../../../api/types.ts';
import { certificateSigningRequest } from '../../kinds/certificates/certificate-signing-request.ts';
import { validateConditions, validateConditionsUpdate } from '../../kinds/certificates/request-validation.ts';
import { decodeObject } from '../decoding.ts';
import { applyPatch } from '../patching.ts';
import type { SubresourceHandler } from './handler.ts';

type Conditions = NonNullable<NonNullable<CertificateSigningRequest['status']>['conditions']>;

const GROUP = 'certificates.k8s.io';
const PLURAL = 'certificatesigningrequests';

/** Approves or denies a request: the one way to write these conditions. Everything else in the body is left out of account. */
export const certificateApproval: SubresourceHandler = {
  resource: `${PLURAL}.${GROUP}`,
  subresource: 'approval',
  handle(request, context) {
    const { name = '', verb } = request;
    const resource = { group: GROUP, resource: PLURAL };
    const previous = context.api.get(`${PLURAL}.${GROUP}`, '', name) as CertificateSigningRequest | undefined;
    if (!previous) throw status.notFound(resource, name);
    if (verb === 'get') return { code: 200, body: previous as KubeObject, warnings: [] };
    const body =
      verb === 'patch'
        ? applyPatch(certificateSigningRequest, deepClone(context.shown(previous as KubeObject)), request, context.warn)
        : decodeObject(certificateSigningRequest, request.body, request.fieldValidation, context.warn);
    const version = verb === 'update' ? body.metadata.resourceVersion : undefined;
    if (version && version !== previous.metadata.resourceVersion) {
      throw status.conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
    }
    const before = previous.status?.conditions ?? [];
    const conditions = stamped((body as CertificateSigningRequest).status?.conditions ?? [], before, context.timestamp());
    const next = { ...previous, status: { ...previous.status, conditions } } as KubeObject;
    context.admitted(
      {
        kind: certificateSigningRequest,
        operation: 'UPDATE',
        subresource: 'approval',
        namespace: '',
        name,
        object: next,
        previous: previous as KubeObject,
      },
      () => {
        const errors = [...validateConditions(conditions), ...validateConditionsUpdate(conditions, before, true)];
        if (errors.length > 0) throw status.invalid(certificateSigningRequest, name, errors);
      },
    );
    return { code: 200, body: context.replace(`${PLURAL}.${GROUP}`, next), warnings: [] };
  },
};

function stamped(conditions: Conditions, before: Conditions, now: string): Conditions {
  return conditions.map((condition) => {
    const same = before.find(({ type, status: value }) => type === condition.type && value === condition.status);
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? same?.lastTransitionTime ?? now,
    };
  });
}
