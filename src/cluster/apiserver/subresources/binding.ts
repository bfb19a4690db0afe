import type { ApiResponse } from '../../../api/client.ts';
import { fieldErrorsText } from '../../../api/field-error.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import type { Binding, Pod } from '../../../api/types.ts';
import { inPlace, type Condition } from '../../controllers/conditions.ts';
import { binding as bindingKind, validateBinding } from '../../kinds/core/binding.ts';
import { pod as podKind } from '../../kinds/core/pod.ts';
import type { SubresourceAttributes } from '../registry.ts';
import type { SubresourceContext, SubresourceHandler } from './handler.ts';

const PODS = { group: '', resource: 'pods' };
const BINDING = { group: '', version: 'v1', kind: 'Binding' };

/** Gives a pod its node: the scheduler's last word. */
export const podBinding: SubresourceHandler = {
  resource: 'pods',
  subresource: 'binding',
  handle({ namespace = '', name = '', body }, context) {
    const given = body as Binding;
    if (given.metadata?.name !== name) throw status.badRequest('name in URL does not match name in Binding object');
    return bind(given, { kind: podKind, subresource: 'binding', bodyKind: BINDING, namespace, name }, context);
  },
};

/** The same from before there were sub-resources. */
export const legacyBinding: SubresourceHandler = {
  resource: 'bindings',
  subresource: '',
  handle({ namespace = '', body }, context) {
    const given = body as Binding;
    const name = given.metadata.name ?? '';
    if (name === '') throw status.badRequest('Name parameter required.');
    return bind(given, { kind: bindingKind, subresource: '', namespace, name }, context);
  },
};

type About = Pick<SubresourceAttributes, 'kind' | 'subresource' | 'bodyKind' | 'namespace' | 'name'>;

function bind(binding: Binding, about: About, context: SubresourceContext): ApiResponse {
  const { namespace, name } = about;
  context.admitted({ ...about, operation: 'CREATE', object: binding as KubeObject }, () => {
    const errors = validateBinding(binding);
    // The API server does not make a refusal of its own of these.
    if (errors.length > 0) throw status.serverError(fieldErrorsText(errors));
  });
  const pod = context.api.get('pods', namespace, name);
  if (!pod) throw status.notFound(PODS, name);
  checkPreconditions(pod, binding, name);
  const refuse = (why: string): never => {
    throw status.conflict({ group: '', resource: 'pods/binding' }, name, why);
  };
  if (pod.metadata.deletionTimestamp) refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec?.nodeName) refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec?.schedulingGates?.length) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  context.replace('pods', bound(pod, binding, context.timestamp()));
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings: [] };
}

/** A Binding that names one pod by its uid, or one state of it, is for that one only. */
function checkPreconditions({ metadata }: Pod, binding: Binding, name: string): void {
  const key = `/registry/pods/${metadata.namespace ?? ''}/${name}`;
  for (const [field, shown] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const wanted = binding.metadata?.[field];
    const actual = metadata[field] ?? '';
    if (!wanted || wanted === actual) continue;
    const why = `Precondition failed: ${shown} in precondition: ${wanted}, ${shown} in object meta: ${actual}`;
    throw status.conflict(PODS, name, `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`);
  }
}

function bound(pod: Pod, { metadata, target }: Binding, now: string): Pod {
  const annotations = { ...pod.metadata.annotations, ...metadata?.annotations };
  const labels = { ...pod.metadata.labels, ...metadata?.labels };
  const { nominatedNodeName: _, ...rest } = pod.status ?? {};
  const scheduled: Condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
  };
  return {
    ...pod,
    metadata: { ...pod.metadata, ...filled({ annotations, labels }) },
    spec: { ...pod.spec, nodeName: target.name },
    status: { ...rest, conditions: inPlace(pod.status?.conditions as unknown as Condition[] | undefined, scheduled) },
  } as unknown as Pod;
}

/** Without maps that are empty. */
function filled<T extends Record<string, object>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, map]) => Object.keys(map).length > 0)) as Partial<T>;
}
