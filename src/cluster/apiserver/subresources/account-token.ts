import { invalid as invalidField, type FieldError } from '../../../api/field-error.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import { ISSUER, issueToken } from '../account-tokens.ts';
import { decodeObject } from '../decoding.ts';
import { defineReview } from '../../kinds/review.ts';
import type { SubresourceContext, SubresourceHandler } from './handler.ts';

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const SHORTEST = 600;
const LONGEST = 2 ** 32;
const DEFAULT_SECONDS = 3600;
/** What kubelets ask for: such tokens are stretched, for clients that do not look for a new one in time. */
const STRETCHED = 3607;
const STRETCHED_TO = 365 * 24 * 3600;

const tokenRequest = defineReview(KIND.group, KIND.kind);

interface Spec {
  audiences?: readonly string[] | null;
  expirationSeconds?: number | null;
  boundObjectRef?: { kind?: string; apiVersion?: string; name?: string; uid?: string } | null;
}

/** Issues a token of a service account. */
export const accountToken: SubresourceHandler = {
  resource: 'serviceaccounts',
  subresource: 'token',
  handle(request, context) {
    const { namespace = '', name = '' } = request;
    const body = decodeObject(tokenRequest, request.body, request.fieldValidation, context.warn);
    const spec = (body['spec'] ?? {}) as Spec;
    const account = context.api.get('serviceaccounts', namespace, name);
    if (!account) throw status.notFound({ group: '', resource: 'serviceaccounts' }, name);
    const matches: FieldError[] = [
      ...(body.metadata.name && body.metadata.name !== name
        ? [invalidField('metadata.name', body.metadata.name, 'must match the service account name if specified')]
        : []),
      ...(body.metadata.namespace && body.metadata.namespace !== namespace
        ? [invalidField('metadata.namespace', body.metadata.namespace, 'must match the service account namespace if specified')]
        : []),
    ];
    const audiences = spec.audiences?.length ? spec.audiences : [ISSUER];
    const expirationSeconds = spec.expirationSeconds ?? DEFAULT_SECONDS;
    const errors = [...matches, ...durationFaults(expirationSeconds)];
    if (errors.length > 0) throw status.invalid(KIND, '', errors);
    context.admitted({
      kind: context.kinds.stored('serviceaccounts')!,
      operation: 'CREATE',
      subresource: 'token',
      bodyKind: { ...KIND, version: 'v1' },
      namespace,
      name,
      object: body,
    });
    const bound = spec.boundObjectRef ? boundObject(spec.boundObjectRef, namespace, name, context) : {};
    const stretched = bound.pod !== undefined && expirationSeconds === STRETCHED && audiences.every((audience) => audience === ISSUER);
    const facts = {
      account,
      audiences,
      expirationSeconds: stretched ? STRETCHED_TO : expirationSeconds,
      ...(stretched ? { warnAfterSeconds: STRETCHED } : {}),
      ...bound,
      id: context.random.uuid(),
    };
    const { token, expires } = issueToken(facts, { pki: context.pki, now: context.now });
    const answer = {
      ...body,
      metadata: { ...body.metadata, name, namespace, creationTimestamp: context.timestamp() },
      spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
      // Told as asked for, also when the token is good for longer.
      status: { token, expirationTimestamp: stretched ? expiresAfter(expirationSeconds, context) : expires },
    };
    return { code: 201, body: answer as unknown as KubeObject, warnings: [] };
  },
};

function expiresAfter(seconds: number, { now }: SubresourceContext): string {
  return new Date((Math.floor(now() / 1000) + seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

function durationFaults(seconds: number): FieldError[] {
  const at = 'spec.expirationSeconds';
  if (seconds < SHORTEST) return [invalidField(at, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > LONGEST ? [invalidField(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
}

type Bound = { pod?: KubeObject; node?: KubeObject; secret?: KubeObject };

function boundObject(
  { kind = '', apiVersion = '', name = '', uid = '' }: NonNullable<Spec['boundObjectRef']>,
  namespace: string,
  account: string,
  { api }: SubresourceContext,
): Bound {
  const found = <T extends KubeObject>(resource: string, object: T | undefined): T => {
    if (!object) throw status.notFound({ group: '', resource }, name);
    if (uid !== '' && uid !== object.metadata.uid) {
      const text = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
      throw status.conflict({ group: '', resource: kind }, name, text);
    }
    return object;
  };
  switch (apiVersion === 'v1' ? kind : '') {
    case 'Pod': {
      const pod = found('pods', api.get('pods', namespace, name) as KubeObject | undefined);
      if (pod['spec'].serviceAccountName !== account)
        throw status.badRequest(`cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`);
      const node = pod['spec'].nodeName ? (api.get('nodes', '', pod['spec'].nodeName as string) as KubeObject | undefined) : undefined;
      return { pod, ...(node ? { node } : {}) };
    }
    case 'Node':
      return { node: found('nodes', api.get('nodes', '', name) as KubeObject | undefined) };
    case 'Secret':
      return { secret: found('secrets', api.get('secrets', namespace, name) as KubeObject | undefined) };
    default: {
      const slash = apiVersion.indexOf('/');
      const groupVersion = slash < 0 ? `/${apiVersion}` : apiVersion;
      throw status.badRequest(`cannot bind token to object of type ${groupVersion}, Kind=${kind}`);
    }
  }
}
