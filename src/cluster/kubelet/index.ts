import { deepClone } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { ClusterResources } from '../cluster.ts';
import { keyOf, splitKey } from '../controllers/keys.ts';
import { isFinished } from '../controllers/pod-state.ts';
import type { Actor, ActorContext, Change, Memory, Requeue } from '../sim/actor.ts';
import { newRecord } from './adopt.ts';
import { leapOver } from './fast-forward.ts';
import { ImageCatalogue } from './images/catalogue.ts';
import { isMirror, noteMirror, restoreMirror, STATIC } from './mirror-pods.ts';
import { syncQuick } from './quick.ts';
import { isBlocked, type PodRecord } from './records.ts';
import { podStatus } from './status/pod-status.ts';
import { syncPod } from './sync-pod.ts';

export const KUBELET = 'kubelet';

/** Where the record of a pod is kept in the kubelets' memory. */
export function recordKey(pod: Pod): string {
  return `pod ${keyOf(pod as unknown as KubeObject)}`;
}

/** The kubelets of all nodes. One actor, one key per pod. */
export function kubelet(resources: Pick<ClusterResources, 'images'>): Actor {
  const catalogue = new ImageCatalogue(() => resources.images());
  return {
    name: KUBELET,
    watches: {
      pods: notePod,
      nodes: noteNode,
      services: callers,
      'endpointslices.discovery.k8s.io': callers,
      configmaps: callers,
      secrets: callers,
    },
    reconcile(key, context): Requeue | void {
      if (key.startsWith(STATIC)) return restoreMirror(key, context);
      const { namespace, name } = splitKey(key);
      const pod = context.api.get('pods', namespace, name);
      if (!pod?.spec?.nodeName) return context.memory.delete(`pod ${key}`);
      const node = context.api.get('nodes', '', pod.spec.nodeName);
      // A node that is not there runs nothing, and neither does one that only stands in the API.
      if (node && hasKubelet(node)) return sync(pod, node, catalogue, context);
    },
    fastForward: (key, until, context) => {
      const { namespace, name } = splitKey(key);
      const pod = context.api.get('pods', namespace, name);
      const node = pod?.spec?.nodeName ? context.api.get('nodes', '', pod.spec.nodeName) : undefined;
      return pod && node && context.settings.kubelet === 'real' ? leap(pod, node, until, catalogue, context) : undefined;
    },
  };
}

/** Kubelets tell their version. Nodes that somebody makes by hand have none, unless they say so. */
function hasKubelet({ status }: Node): boolean {
  return Boolean(status?.nodeInfo?.kubeletVersion);
}

/** A kubelet that comes up starts what is waiting for it. */
function noteNode({ type, object, previous }: Change, { api }: ActorContext): string[] {
  const before = previous as Node | undefined;
  if (type === 'DELETED' || !hasKubelet(object as Node) || (before && hasKubelet(before))) return [];
  return api.podsOnNode(object.metadata.name ?? '').map((pod) => keyOf(pod as unknown as KubeObject));
}

/** Pods on a node, and those that have just gone from one. Its own writes of a status do not wake a kubelet. */
function notePod({ type, object, previous }: Change, { memory }: ActorContext): string[] {
  const pod = object as unknown as Pod;
  if (!pod.spec?.nodeName) return [];
  const key = keyOf(object);
  if (type === 'DELETED') {
    if (isMirror(pod)) return [key, noteMirror(pod, memory)];
    return [key];
  }
  const statusOnly =
    previous !== undefined &&
    previous['spec'] === object['spec'] &&
    previous.metadata.labels === object.metadata.labels &&
    previous.metadata.annotations === object.metadata.annotations &&
    previous.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
    previous.metadata.deletionGracePeriodSeconds === object.metadata.deletionGracePeriodSeconds &&
    !hasGates(pod);
  return statusOnly ? [] : [key];
}

const CALLERS = 'callers';

/** Pods that wait for a service, a config map or a secret: they are woken when one comes or changes. */
function callers({ type }: Change, { memory }: ActorContext): readonly string[] {
  return type === 'DELETED' ? [] : (memory.get<string[]>(CALLERS) ?? []);
}

function noteCaller(key: string, record: PodRecord, memory: Memory): void {
  const waits = Object.values(record.containers).some((own) => own.waitsFor !== undefined || isBlocked(own));
  const known = memory.get<string[]>(CALLERS) ?? [];
  if (known.includes(key) === waits) return;
  const next = waits ? [...known, key] : known.filter((each) => each !== key);
  if (next.length > 0) memory.set(CALLERS, next);
  else memory.delete(CALLERS);
}

function hasGates(pod: Pod): boolean {
  return (pod.spec?.readinessGates?.length ?? 0) > 0;
}

function sync(pod: Pod, node: Node, catalogue: ImageCatalogue, context: ActorContext): Requeue | undefined {
  const { memory, settings } = context;
  const key = recordKey(pod);
  const known = memory.get<PodRecord>(key);
  const fresh = known?.uid !== pod.metadata.uid;
  // Ended before anybody kept a record of it, or by others.
  if (fresh && isFinished(pod)) return pod.metadata.deletionTimestamp ? remove(pod, context) : undefined;
  const before = known && !fresh ? visible(pod, known) : undefined;
  const record = fresh ? newRecord(pod, context.now()) : deepClone(known!);
  if (pod.metadata.deletionTimestamp && (settings.kubelet === 'quick' || isMirror(pod))) return remove(pod, context);
  if (record.silentUntil !== undefined) {
    if (record.silentUntil > context.now()) return { at: record.silentUntil };
    delete record.silentUntil;
  }
  const requeue =
    settings.kubelet === 'quick' ? syncQuick(pod, node, record, catalogue, context) : syncPod(pod, node, record, catalogue, context);
  memory.set(key, record);
  noteCaller(keyOf(pod as unknown as KubeObject), record, memory);
  const unseen = pod.status?.observedGeneration !== (pod.metadata.generation ?? 1);
  if (before !== visible(pod, record) || unseen || !pod.status?.startTime || hasGates(pod))
    writeStatus(pod, node, record, catalogue, context);
  if (record.ended && pod.metadata.deletionTimestamp && (record.removeAt ?? 0) <= context.now()) return remove(pod, context);
  return requeue;
}

/** The pod as it will be when `until` has passed, if it only repeats itself. */
function leap(pod: Pod, node: Node, until: number, catalogue: ImageCatalogue, context: ActorContext): { at: number } | undefined {
  const known = context.memory.get<PodRecord>(recordKey(pod));
  if (known?.uid !== pod.metadata.uid || pod.metadata.deletionTimestamp || pod.spec?.activeDeadlineSeconds) return undefined;
  const record = deepClone(known!);
  const resumed = leapOver(record, until, context.now());
  if (resumed === undefined) return undefined;
  context.memory.set(recordKey(pod), record);
  writeStatus(pod, node, record, catalogue, context);
  return { at: resumed };
}

/** All of a record that shows in the status: while it stays, there is nothing to write. */
function visible({ metadata }: Pod, { setup, ip, failure, ended, containers }: PodRecord): string {
  let text = `${metadata.generation ?? 1} ${setup.ready} ${ip ?? ''} ${failure?.reason ?? ''} ${ended === true}`;
  for (const [name, own] of Object.entries(containers)) {
    const { phase, waiting, run, ready, started } = own;
    text += ` ${name} ${phase} ${waiting?.reason ?? ''} ${waiting?.message ?? ''} ${run?.id ?? ''} ${run?.finishedAt ?? ''} ${ready === true} ${started === true}`;
  }
  return text;
}

function writeStatus(pod: Pod, node: Node, record: PodRecord, catalogue: ImageCatalogue, { api, timestamp }: ActorContext): void {
  const userOf = (image: string): { uid: number; gid: number; groups: readonly number[] } =>
    catalogue.find(image)?.user ?? { uid: 0, gid: 0, groups: [] };
  const status = podStatus({ pod, node, record, userOf, timestamp: timestamp() });
  api.updateStatus('pods', { ...pod, metadata: { ...pod.metadata, resourceVersion: '' }, status });
}

function remove(pod: Pod, { api, memory }: ActorContext): undefined {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  if (!isMirror(pod)) memory.delete(recordKey(pod));
  api.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
}
