import type { UserInfo } from '../../../api/client.ts';
import { child, invalid as invalidField, type FieldError } from '../../../api/field-error.ts';
import type { KubeObject } from '../../../api/object.ts';
import { badRequest, invalid } from '../../../api/status.ts';
import type { Attributes } from '../authorization/attributes.ts';
import { authorize } from '../authorization/index.ts';
import type { SubresourceContext, SubresourceHandler } from '../subresources/handler.ts';
import { answerTo } from './answer.ts';

const GROUP = 'authorization.k8s.io';

interface Selector {
  rawSelector?: string;
  requirements?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

interface ResourceAttributes {
  namespace?: string;
  verb?: string;
  group?: string;
  version?: string;
  resource?: string;
  subresource?: string;
  name?: string;
  fieldSelector?: Selector;
  labelSelector?: Selector;
}

interface Spec {
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  groups?: readonly string[];
  uid?: string;
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** May the one who asks do this? */
export const selfSubjectAccessReview: SubresourceHandler = {
  resource: `selfsubjectaccessreviews.${GROUP}`,
  subresource: '',
  handle: ({ body }, context) => {
    const review = body as KubeObject;
    const spec = review['spec'] as Spec;
    refuse('SelfSubjectAccessReview', [...metadataFaults(review, false), ...attributeFaults(spec)]);
    return decided(review, spec, context.user!, context);
  },
};

/** May somebody do this? */
export const subjectAccessReview: SubresourceHandler = {
  resource: `subjectaccessreviews.${GROUP}`,
  subresource: '',
  handle: ({ body }, context) => {
    const review = body as KubeObject;
    const spec = review['spec'] as Spec;
    refuse('SubjectAccessReview', [...metadataFaults(review, false), ...attributeFaults(spec), ...subjectFaults(spec)]);
    return decided(review, spec, subject(spec), context);
  },
};

/** May somebody do this in this namespace? */
export const localSubjectAccessReview: SubresourceHandler = {
  resource: `localsubjectaccessreviews.${GROUP}`,
  subresource: '',
  handle: ({ body, namespace = '' }, context) => {
    const review = body as KubeObject;
    const spec = review['spec'] as Spec;
    const own = review.metadata?.namespace || namespace;
    if (own !== namespace) throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
    review.metadata = { ...review.metadata, namespace };
    const within = spec.resourceAttributes?.namespace ?? '';
    refuse('LocalSubjectAccessReview', [
      ...attributeFaults(spec),
      ...subjectFaults(spec),
      ...metadataFaults(review, true),
      ...(spec.resourceAttributes && within !== namespace
        ? [invalidField('spec.resourceAttributes.namespace', within, 'must match metadata.namespace')]
        : []),
      ...(spec.nonResourceAttributes
        ? [invalidField('spec.nonResourceAttributes', pathShown(spec), 'disallowed on this kind of request')]
        : []),
    ]);
    return decided(review, spec, subject(spec), context);
  },
};

function decided(review: KubeObject, spec: Spec, user: UserInfo, context: SubresourceContext): ReturnType<SubresourceHandler['handle']> {
  const { allowed, reason } = authorize(context.api, asked(spec, user));
  return answerTo(review, { allowed, ...(reason ? { reason } : {}) });
}

function asked({ resourceAttributes, nonResourceAttributes }: Spec, user: UserInfo): Attributes {
  if (!resourceAttributes) return { user, verb: nonResourceAttributes?.verb ?? '', path: nonResourceAttributes?.path ?? '' };
  const {
    namespace = '',
    verb = '',
    group = '',
    version = '',
    resource = '',
    subresource = '',
    name = '',
    fieldSelector,
  } = resourceAttributes;
  return { user, namespace, verb, group, version, resource, subresource, name, fieldSelector: selectorText(fieldSelector) };
}

function selectorText(selector: Selector | undefined): string | undefined {
  if (!selector) return undefined;
  const required = (selector.requirements ?? []).filter(({ operator, values }) => operator === 'In' && values?.length === 1);
  return selector.rawSelector || required.map(({ key, values }) => `${key}=${values![0]!}`).join(',') || undefined;
}

function subject({ user = '', groups, uid, extra }: Spec): UserInfo {
  return { username: user, ...(groups ? { groups } : {}), ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) };
}

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: GROUP, kind }, '', errors);
}

function metadataFaults({ metadata }: KubeObject, namespaced: boolean): FieldError[] {
  const { namespace, managedFields: _, ...rest } = metadata ?? {};
  if (Object.keys(rest).length === 0 && (namespaced || !namespace)) return [];
  const text = namespaced ? 'must be empty except for namespace' : 'must be empty';
  return [invalidField('metadata', metadata, text)];
}

function attributeFaults(spec: Spec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes && nonResourceAttributes)
    return [invalidField('spec.nonResourceAttributes', pathShown(spec), 'cannot be specified in combination with resourceAttributes')];
  if (!resourceAttributes && !nonResourceAttributes)
    return [invalidField('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')];
  return (['fieldSelector', 'labelSelector'] as const).flatMap((field) =>
    selectorFaults(resourceAttributes?.[field], child('spec.resourceAttributes', field)),
  );
}

function selectorFaults(selector: Selector | undefined, path: string): FieldError[] {
  if (!selector) return [];
  const { rawSelector = '', requirements = [] } = selector;
  if (rawSelector !== '' && requirements.length > 0)
    return [invalidField(child(path, 'rawSelector'), rawSelector, 'may not specified at the same time as requirements')];
  if (rawSelector === '' && requirements.length === 0)
    return [
      {
        type: 'FieldValueRequired',
        field: child(path, 'requirements'),
        message: `Required value: when ${path} is specified, requirements or rawSelector is required`,
      },
    ];
  return [];
}

function subjectFaults({ user, groups }: Spec): FieldError[] {
  if (user || groups?.length) return [];
  return [invalidField('spec.user', user ?? '', 'at least one of user or group must be specified')];
}

/** As the Go struct behind it is shown. */
function pathShown({ nonResourceAttributes: { path = '', verb = '' } = {} }: Spec): object {
  return { Path: path, Verb: verb };
}
