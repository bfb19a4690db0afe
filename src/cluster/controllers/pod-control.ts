import type { KubeObject } from '../../api/object.ts';
import { checkDnsSubdomain } from '../../api/names.ts';
import { hasReason, StatusError } from '../../api/status.ts';
import type { Pod, PodTemplateSpec } from '../../api/types.ts';
import type { NewObject } from '../apiserver/cluster-api.ts';
import type { ActorContext } from '../sim/actor.ts';
import { controllerReference } from './ownership.ts';

/** A pod as a controller makes it from its template; the server finds the name. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject): NewObject<Pod> {
  const prefix = `${owner.metadata.name ?? ''}-`;
  const { labels, annotations, finalizers } = (template.metadata ?? {}) as KubeObject['metadata'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: owner.metadata.namespace ?? '',
      // A name that could not be a pod's with its dash is taken without.
      generateName: checkDnsSubdomain(`${prefix}x`).length === 0 ? prefix : (owner.metadata.name ?? ''),
      ...(labels ? { labels: { ...labels } } : {}),
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ...(finalizers ? { finalizers: [...finalizers] } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  } as NewObject<Pod>;
}

/** Creates the pod and tells it in an event about the owner; a refusal is told as well, and thrown. */
export function createPod(context: ActorContext, owner: KubeObject, pod: NewObject<Pod>, component: string): Pod {
  try {
    const created = context.api.create('pods', pod);
    context.events.record(owner, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${created.metadata.name ?? ''}`,
      component,
    });
    return created;
  } catch (error) {
    if (error instanceof StatusError && !isNamespaceTerminating(error)) {
      context.events.record(owner, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}`, component });
    }
    throw error;
  }
}

/** Deletes the pod, with its event. A pod that is gone already is no matter. */
export function deletePod(context: ActorContext, owner: KubeObject, pod: Pod, component: string): void {
  const { namespace = '', name = '', uid } = pod.metadata;
  try {
    context.api.delete('pods', namespace, name, uid ? { preconditions: { uid } } : {});
  } catch (error) {
    if (hasReason(error, 'NotFound')) return;
    if (error instanceof StatusError) {
      context.events.record(owner, { type: 'Warning', reason: 'FailedDelete', message: `Error deleting: ${error.message}`, component });
    }
    throw error;
  }
  context.events.record(owner, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}`, component });
}

/** Nothing can be created in a namespace that is going away; there is no point in trying again. */
export function isNamespaceTerminating(error: unknown): boolean {
  return hasReason(error, 'Forbidden') && error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true;
}
