import { notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import type { Binding, Pod } from '../../../api/types.ts';
import { inPlace, type Condition } from '../../controllers/conditions.ts';
import { pod as podKind } from '../../kinds/core/pod.ts';
import type { SubresourceHandler } from './handler.ts';

const BINDING = { group: '', version: 'v1', kind: 'Binding' };

/** Gives a pod its node: the scheduler's last word. */
export const podBinding: SubresourceHandler = {
  resource: 'pods',
  subresource: 'binding',
  handle({ namespace = '', name = '', body }, context) {
    const binding = body as Binding;
    const about = { kind: podKind, operation: 'CREATE', subresource: 'binding', bodyKind: BINDING, namespace, name } as const;
    context.admitted({ ...about, object: binding as KubeObject }, () => {
      const errors = validateBinding(binding);
      if (errors.length > 0) throw status.invalid({ group: '', kind: 'Binding' }, name, errors);
    });
    const pod = context.api.get('pods', namespace, name);
    if (!pod) throw status.notFound({ group: '', resource: 'pods' }, name);
    const refuse = (why: string): never => {
      throw status.conflict({ group: '', resource: 'pods/binding' }, name, why);
    };
    if (pod.metadata.deletionTimestamp) refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
    if (pod.spec?.nodeName) refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
    if (pod.spec?.schedulingGates?.length) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
    context.replace('pods', bound(pod, binding, context.timestamp()));
    return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings: [] };
  },
};

function validateBinding({ target }: Binding): FieldError[] {
  return [
    ...(target?.kind && target.kind !== 'Node' ? [notSupported('target.kind', target.kind, ['Node', '<empty>'])] : []),
    ...(target?.name ? [] : [required('target.name')]),
  ];
}

function bound(pod: Pod, { metadata, target }: Binding, now: string): Pod {
  const annotations = { ...pod.metadata.annotations, ...metadata?.annotations };
  const labels = { ...metadata?.labels, ...pod.metadata.labels };
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
    status: { ...pod.status, conditions: inPlace(pod.status?.conditions as unknown as Condition[] | undefined, scheduled) },
  } as unknown as Pod;
}

/** Without maps that are empty. */
function filled<T extends Record<string, object>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, map]) => Object.keys(map).length > 0)) as Partial<T>;
}
