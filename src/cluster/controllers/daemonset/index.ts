import { deepEqual } from '../../../api/json.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import { StatusError } from '../../../api/status.ts';
import type { DaemonSet, Node, Pod, PodTemplateSpec } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, itselfUnlessStatus, keyOf, splitKey } from '../keys.ts';
import { claim } from '../ownership.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../pod-control.ts';
import { isAvailable, isReady, nextAvailability, mattersToOwner } from '../pod-state.ts';
import { wakeAt, withBackOff } from '../retries.ts';
import { omitEmpty } from '../wire-status.ts';
import { cleanUpHistory, HASH_LABEL, syncHistory } from './history.ts';
import { placement, targetNode, templateFor } from './placement.ts';
import { limits, nextStep, type NodePods } from './rolling-update.ts';

const COMPONENT = 'daemonset-controller';

/** Keeps one pod of a DaemonSet on every node that fits. */
export const daemonSetController: Actor = {
  name: 'daemonset',
  watches: {
    'daemonsets.apps': itselfUnlessStatus,
    'controllerrevisions.apps': (change) => (change.type === 'DELETED' ? controllerKeys('DaemonSet', change) : []),
    pods: wakeByPod,
    nodes: (change, { api }) => (concernsPlacement(change) ? api.list('daemonsets.apps').map(keyOf) : []),
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const daemonSet = context.api.get('daemonsets.apps', namespace, name);
    if (!daemonSet) return;
    const selector = selectorFromLabelSelector(daemonSet.spec?.selector);
    if (selector.length === 0) {
      const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
      context.events.record(daemonSet, { type: 'Warning', reason: 'SelectingAll', message, component: COMPONENT });
      return;
    }
    if (daemonSet.metadata.deletionTimestamp) return;
    const { current, old } = syncHistory(daemonSet, context);
    const hash = current.metadata.labels?.[HASH_LABEL] ?? '';
    const nodes = context.api.list('nodes');
    const pods = (): Pod[] => claim(context.api, 'pods', daemonSet, selector);
    const error = refusalOf(() => {
      manage(daemonSet, nodes, pods(), hash, context);
      if (daemonSet.spec?.updateStrategy?.type !== 'OnDelete') update(daemonSet, nodes, pods(), hash, context);
    });
    const all = pods();
    cleanUpHistory(daemonSet, old, all, context);
    writeStatus(daemonSet, nodes, all, hash, context);
    if (error) throw error;
    return wakeAt(nextAvailability(all, daemonSet.spec?.minReadySeconds ?? 0, context.now()));
  }),
};

/** The status is written even when the API refuses pods. */
function refusalOf(action: () => void): StatusError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

function wakeByPod(change: Change, { api }: ActorContext): string[] {
  if (!mattersToOwner(change)) return [];
  const keys = controllerKeys('DaemonSet', change);
  if (!isNewOrphan(change)) return keys;
  const { labels, namespace } = change.object.metadata;
  const adopters = api
    .list('daemonsets.apps', namespace)
    .filter(({ spec }) => matchesSelector(selectorFromLabelSelector(spec?.selector), labels));
  return [...keys, ...adopters.map(keyOf)];
}

function concernsPlacement({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED' || !previous) return true;
  return !deepEqual(object.metadata.labels, previous.metadata.labels) || !deepEqual(object['spec'], previous['spec']);
}

function byNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const nodes = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod);
    if (node !== undefined) nodes.set(node, [...(nodes.get(node) ?? []), pod]);
  }
  for (const onNode of nodes.values()) onNode.sort(byAge);
  return nodes;
}

function byAge(a: Pod, b: Pod): number {
  return (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '')
    ? -1
    : a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? 0
      : 1;
}

/** Pods where there should be one, and none where not. */
function manage(daemonSet: DaemonSet, nodes: readonly Node[], pods: readonly Pod[], hash: string, context: ActorContext): void {
  const template = daemonSet.spec?.template as PodTemplateSpec;
  const onNodes = byNode(pods);
  const needed: string[] = [];
  const surplus: Pod[] = [];
  for (const node of nodes) {
    const name = node.metadata.name ?? '';
    const present = onNodes.get(name) ?? [];
    onNodes.delete(name);
    const { run, stay } = placement(template, node);
    if (run && present.length === 0) needed.push(name);
    else if (stay) surplus.push(...excess(daemonSet, present, name, hash, context));
    else surplus.push(...present.filter(({ metadata }) => metadata.deletionTimestamp === undefined));
  }
  // Pods that were never bound, for nodes that are gone.
  for (const lost of onNodes.values()) surplus.push(...lost.filter(({ spec }) => !spec?.nodeName));
  sync(daemonSet, needed, surplus, hash, context);
}

/** Pods of one node that have ended, and all but the one (or, while surging, the two) that should be there. */
function excess(daemonSet: DaemonSet, pods: readonly Pod[], node: string, hash: string, context: ActorContext): Pod[] {
  const surplus: Pod[] = [];
  const running: Pod[] = [];
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const phase = pod.status?.phase;
    if (phase !== 'Failed' && phase !== 'Succeeded') {
      running.push(pod);
      continue;
    }
    surplus.push(pod);
    const failed = phase === 'Failed';
    const what = `Found ${failed ? 'failed' : 'succeeded'} daemon pod ${keyOf(pod)} on node ${node}, will try to ${failed ? 'kill' : 'delete'} it`;
    const reason = failed ? 'FailedDaemonPod' : 'SucceededDaemonPod';
    context.events.record(daemonSet, { type: failed ? 'Warning' : 'Normal', reason, message: what, component: COMPONENT });
  }
  if (!surges(daemonSet)) return [...surplus, ...running.slice(1)];
  const current = running.filter((pod) => isCurrent(pod, hash));
  const old = running.filter((pod) => !isCurrent(pod, hash));
  const oldStays = old.length > 0 && !(current[0] && isAvailable(current[0], daemonSet.spec?.minReadySeconds ?? 0, context.now()));
  return [...surplus, ...current.slice(1), ...(current.length > 0 && !oldStays ? old : old.slice(1))];
}

function surges({ spec }: DaemonSet): boolean {
  const { type, rollingUpdate } = spec?.updateStrategy ?? {};
  const surge = rollingUpdate?.maxSurge as number | string | undefined;
  return type !== 'OnDelete' && surge !== undefined && surge !== 0 && surge !== '0%';
}

function isCurrent(pod: Pod, hash: string): boolean {
  return pod.metadata.labels?.[HASH_LABEL] === hash;
}

function update(daemonSet: DaemonSet, nodes: readonly Node[], pods: readonly Pod[], hash: string, context: ActorContext): void {
  const template = daemonSet.spec?.template as PodTemplateSpec;
  const onNodes = byNode(pods);
  const wanted = nodes.filter((node) => placement(template, node).run).map(({ metadata }) => metadata.name ?? '');
  for (const name of wanted) if (!onNodes.has(name)) onNodes.set(name, []);
  const minReadySeconds = daemonSet.spec?.minReadySeconds ?? 0;
  const view = (pod: Pod | undefined): { name: string; available: boolean } | undefined =>
    pod && { name: pod.metadata.name ?? '', available: isAvailable(pod, minReadySeconds, context.now()) };
  const states = [...onNodes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, present]): NodePods => {
      const alive = present.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      const current = alive.filter((pod) => isCurrent(pod, hash));
      const old = alive.filter((pod) => !isCurrent(pod, hash));
      const state: NodePods = { node, crowded: current.length > 1 || old.length > 1 };
      const [newest, oldest] = [view(current[0]), view(old[0])];
      if (newest) state.current = newest;
      if (oldest) state.old = oldest;
      return state;
    });
  const step = nextStep(states, limits(daemonSet.spec?.updateStrategy?.rollingUpdate as Parameters<typeof limits>[0], wanted.length));
  const removed = step.remove.flatMap((name) => pods.find(({ metadata }) => metadata.name === name) ?? []);
  sync(daemonSet, step.surge, removed, hash, context);
}

function sync(daemonSet: DaemonSet, needed: readonly string[], surplus: readonly Pod[], hash: string, context: ActorContext): void {
  for (const node of needed) {
    try {
      createPod(context, daemonSet, podFromTemplate(templateFor(daemonSet, node, hash), daemonSet), COMPONENT);
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      throw error;
    }
  }
  for (const pod of surplus) deletePod(context, daemonSet, pod, COMPONENT);
}

function writeStatus(daemonSet: DaemonSet, nodes: readonly Node[], pods: readonly Pod[], hash: string, { api, now }: ActorContext): void {
  const template = daemonSet.spec?.template as PodTemplateSpec;
  const minReadySeconds = daemonSet.spec?.minReadySeconds ?? 0;
  const onNodes = byNode(pods);
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  for (const node of nodes) {
    // Of two pods on a node the older one speaks for it.
    const [pod] = onNodes.get(node.metadata.name ?? '') ?? [];
    if (!placement(template, node).run) {
      if (pod) counts.misscheduled += 1;
      continue;
    }
    counts.desired += 1;
    if (!pod) continue;
    counts.current += 1;
    if (isReady(pod)) counts.ready += 1;
    if (isAvailable(pod, minReadySeconds, now())) counts.available += 1;
    if (isCurrent(pod, hash)) counts.updated += 1;
  }
  const status = {
    currentNumberScheduled: counts.current,
    desiredNumberScheduled: counts.desired,
    numberMisscheduled: counts.misscheduled,
    numberReady: counts.ready,
    ...omitEmpty({
      observedGeneration: daemonSet.metadata.generation ?? 0,
      updatedNumberScheduled: counts.updated,
      numberAvailable: counts.available,
      numberUnavailable: counts.desired - counts.available,
    }),
    ...(daemonSet.status?.collisionCount === undefined ? {} : { collisionCount: daemonSet.status.collisionCount }),
  };
  if (!deepEqual(status, daemonSet.status)) api.updateStatus('daemonsets.apps', { ...daemonSet, status } as DaemonSet);
}
