import type { KubeObject } from '../../api/object.ts';
import type { Pod } from '../../api/types.ts';
import type { ActorContext } from '../sim/actor.ts';

/** Where in the pod a container is, for events about it. */
export function fieldPathOf(pod: Pod, container: string): string {
  const { initContainers, ephemeralContainers } = pod.spec ?? {};
  if (initContainers?.some(({ name }) => name === container)) return `spec.initContainers{${container}}`;
  if (ephemeralContainers?.some(({ name }) => name === container)) return `spec.ephemeralContainers{${container}}`;
  return `spec.containers{${container}}`;
}

/** An event of the kubelet about the pod, or about one of its containers. */
export function tell(
  context: ActorContext,
  pod: Pod,
  event: { type?: 'Normal' | 'Warning'; reason: string; message: string; container?: string },
): void {
  const { type = 'Normal', reason, message, container } = event;
  context.events.record(pod as unknown as KubeObject, {
    type,
    reason,
    message,
    component: 'kubelet',
    host: pod.spec?.nodeName ?? '',
    ...(container !== undefined && { fieldPath: fieldPathOf(pod, container) }),
  });
}

/** `name_namespace(uid)`, as the kubelet writes pods in messages. */
export function podText({ metadata }: Pod): string {
  return `${metadata.name ?? ''}_${metadata.namespace ?? ''}(${metadata.uid ?? ''})`;
}
