import type { Pod } from '../../api/types.ts';
import { keyOf } from '../controllers/keys.ts';
import type { ActorContext, Memory } from '../sim/actor.ts';
import type { PodRecord } from './records.ts';
import { between } from './timing.ts';

export const STATIC = 'static ';
const MIRROR = 'kubernetes.io/config.mirror';

interface StaticPod {
  pod: Pod;
  record: PodRecord | undefined;
}

/** The API's picture of a static pod, which the kubelet runs whatever the API server says. */
export function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.[MIRROR] !== undefined;
}

/** Remembers a mirror that was deleted, and the containers that go on running, to make it anew; returns the key to wake. */
export function noteMirror(pod: Pod, memory: Memory): string {
  const name = keyOf(pod as never);
  const note: StaticPod = { pod, record: memory.get<PodRecord>(`pod ${name}`) };
  memory.set(STATIC + name, note);
  return STATIC + name;
}

/** A static pod cannot be deleted through the API: its mirror comes back, as long as its node is there, and shows its status a little later. */
export function restoreMirror(key: string, { api, memory, now, random }: ActorContext): void {
  const note = memory.get<StaticPod>(key);
  memory.delete(key);
  const node = note && api.get('nodes', '', note.pod.spec?.nodeName ?? '');
  if (!node) return;
  const { name, namespace, labels, annotations } = note.pod.metadata;
  const owner = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name ?? '', uid: node.metadata.uid ?? '', controller: true };
  const created = api.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [owner],
    },
    spec: note.pod.spec!,
  } as Pod);
  if (!note.record) return;
  const record: PodRecord = { ...note.record, uid: created.metadata.uid ?? '', silentUntil: now() + between(random, 6_000, 12_000) };
  memory.set(`pod ${keyOf(created as never)}`, record);
}
