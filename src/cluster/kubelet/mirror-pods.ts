import type { Pod } from '../../api/types.ts';
import { keyOf } from '../controllers/keys.ts';
import type { ActorContext, Memory } from '../sim/actor.ts';

export const STATIC = 'static ';
const MIRROR = 'kubernetes.io/config.mirror';

/** The API's picture of a static pod, which the kubelet runs whatever the API server says. */
export function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.[MIRROR] !== undefined;
}

/** Remembers a mirror that was deleted, to make it anew; returns the key to wake. */
export function noteMirror(pod: Pod, memory: Memory): string {
  const key = `${STATIC}${keyOf(pod as never)}`;
  memory.set(key, pod);
  return key;
}

/** A static pod cannot be deleted through the API: its mirror comes back, as long as its node is there. */
export function restoreMirror(key: string, { api, memory }: ActorContext): void {
  const pod = memory.get<Pod>(key);
  memory.delete(key);
  if (!pod || !api.get('nodes', '', pod.spec?.nodeName ?? '')) return;
  const { name, namespace, labels, annotations, ownerReferences } = pod.metadata;
  api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(ownerReferences && { ownerReferences }),
    },
    spec: pod.spec!,
  } as Pod);
}
