import { deepEqual } from '../../../api/json.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import { controllerOf, groupResource, parseGroupVersion, type KubeObject, type OwnerReference } from '../../../api/object.ts';
import { parseTime } from '../../../api/time.ts';
import type { Pod, PodDisruptionBudget } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { itself, keyOf, splitKey } from '../keys.ts';
import { isReady } from '../pod-state.ts';
import { wakeAt } from '../retries.ts';
import { allowedDisruptions, disruptionAllowed, expectation, type Limits } from './budget.ts';
import { noPods, unmanagedPods, type Remark } from './remarks.ts';

const COMPONENT = 'controllermanager';
/** An evicted pod is counted as gone for this long (ms), whether or not it goes. */
const CONFIRMATION = 120_000;
/** Controllers whose size decides how many pods are expected. */
const SCALED = ['replicationcontrollers', 'replicasets.apps', 'deployments.apps', 'statefulsets.apps'];

/** Keeps the status of PodDisruptionBudgets, on which evictions are decided. */
export const disruptionController: Actor = {
  name: 'disruption',
  watches: {
    'poddisruptionbudgets.policy': itself,
    pods: wakeBudgets,
    ...Object.fromEntries(SCALED.map((resource) => [resource, wakeByScale])),
  },
  reconcile(key, context) {
    const { namespace, name } = splitKey(key);
    const budget = context.api.get('poddisruptionbudgets.policy', namespace, name);
    if (!budget) return context.memory.delete(key);
    const selector = selectorFromLabelSelector(budget.spec?.selector);
    const pods = context.api.list('pods', namespace).filter(({ metadata }) => matchesSelector(selector, metadata.labels));
    const remarks: Remark[] = pods.length === 0 ? [noPods] : [];
    const { disruptedPods, next } = unconfirmed(budget, pods, context);
    const healthy = pods
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined && !disruptedPods[metadata.name ?? ''])
      .filter(isReady).length;
    const generation = budget.metadata.generation ?? 0;
    try {
      const expected = expectation(budget.spec as Limits, pods.length, () => {
        const unmanaged = pods.filter((pod) => !controllerOf(pod));
        if (unmanaged.length > 0) remarks.push(unmanagedPods(budget, unmanaged));
        return expectedScale(pods, context);
      });
      const allowed = allowedDisruptions(expected, healthy);
      writeStatus(context, budget, {
        ...expected,
        currentHealthy: healthy,
        disruptionsAllowed: allowed,
        observedGeneration: generation,
        ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
        conditions: disruptionAllowed(budget.status?.conditions, allowed > 0, generation, context.timestamp()),
      });
    } catch (error) {
      if (!(error instanceof NoScale)) throw error;
      const message = `Failed to calculate the number of expected pods: ${error.message}`;
      context.events.record(budget, { type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message, component: COMPONENT });
      writeStatus(context, budget, {
        currentHealthy: 0,
        desiredHealthy: 0,
        expectedPods: 0,
        ...budget.status,
        disruptionsAllowed: 0,
        observedGeneration: generation,
        conditions: disruptionAllowed(budget.status?.conditions, false, generation, context.timestamp(), error.message),
      });
    }
    remark(budget, remarks, context);
    return wakeAt(next);
  },
};

/** A pod's controller has no size that could be asked for. */
class NoScale extends Error {}

/** The real controller says so whenever it looks, in an event that is counted; here once for as long as nothing else is to be said. */
function remark(budget: PodDisruptionBudget, remarks: readonly Remark[], { memory, events }: ActorContext): void {
  const key = keyOf(budget);
  const told = memory.get<string[]>(key) ?? [];
  for (const { id, ...event } of remarks) if (!told.includes(id)) events.record(budget, { ...event, component: COMPONENT });
  const ids = remarks.map(({ id }) => id);
  if (deepEqual(ids, told)) return;
  if (ids.length > 0) memory.set(key, ids);
  else memory.delete(key);
}

function writeStatus({ api }: ActorContext, budget: PodDisruptionBudget, status: object): void {
  if (!deepEqual(status, budget.status))
    api.updateStatus('poddisruptionbudgets.policy', { ...budget, status } as unknown as PodDisruptionBudget);
}

/** Evicted pods that are still to go, and when the first of them is given up on. */
function unconfirmed(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  context: ActorContext,
): { disruptedPods: Record<string, string>; next?: number } {
  const evicted = (budget.status?.disruptedPods ?? {}) as Record<string, string>;
  const disruptedPods: Record<string, string> = {};
  let next: number | undefined;
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata;
    const time = evicted[name];
    if (time === undefined || deletionTimestamp !== undefined) continue;
    const until = (parseTime(time) ?? 0) + CONFIRMATION;
    if (until <= context.now()) {
      const message = `Pod was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`;
      context.events.record(pod, { type: 'Warning', reason: 'NotDeleted', message, component: COMPONENT });
      continue;
    }
    disruptedPods[name] = time;
    next = Math.min(next ?? until, until);
  }
  return next === undefined ? { disruptedPods } : { disruptedPods, next };
}

/** What the controllers of the pods want together. Pods without a controller are nobody's expectation. */
function expectedScale(pods: readonly Pod[], context: ActorContext): number {
  const scales = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner || scales.has(owner.uid)) continue;
    const top = scaleController(owner, pod, context);
    scales.set(owner.uid, 0);
    scales.set(top.uid, top.replicas);
  }
  return [...scales.values()].reduce((total, replicas) => total + replicas, 0);
}

function scaleController(owner: OwnerReference, pod: Pod, { api, kinds }: ActorContext): { uid: string; replicas: number } {
  const { group, version } = parseGroupVersion(owner.apiVersion);
  const kind = kinds.findByName(group, version, owner.kind);
  const resource = groupResource(group, kind?.plural ?? owner.kind.toLowerCase());
  const namespace = pod.metadata.namespace ?? '';
  const object = kind && (api.get(resource, kind.namespaced ? namespace : '', owner.name) as KubeObject | undefined);
  if (!object) throw new NoScale(`found no controllers for pod "${pod.metadata.name ?? ''}"`);
  if (resource === 'replicasets.apps') {
    const above = controllerOf(object);
    const deployment = above?.kind === 'Deployment' ? api.get('deployments.apps', namespace, above.name) : undefined;
    if (deployment) return { uid: deployment.metadata.uid ?? '', replicas: deployment.spec?.replicas ?? 1 };
  }
  if (!kind.scale) throw new NoScale(`${resource} does not implement the scale subresource`);
  return { uid: owner.uid, replicas: kind.scale.replicas(object) };
}

function wakeBudgets({ object, previous, resource }: Change, { api }: ActorContext): string[] {
  const budgets = api.list('poddisruptionbudgets.policy', object.metadata.namespace);
  if (budgets.length === 0 || resource !== 'pods') return [];
  return budgets
    .filter(({ spec }) => {
      const selector = selectorFromLabelSelector(spec?.selector);
      return (
        matchesSelector(selector, object.metadata.labels) || (previous !== undefined && matchesSelector(selector, previous.metadata.labels))
      );
    })
    .map(keyOf);
}

/** A controller's size is another one: every budget of its namespace may expect another number of pods. */
function wakeByScale({ object, previous }: Change, { api }: ActorContext): string[] {
  if (previous && object['spec']?.replicas === previous['spec']?.replicas) return [];
  return api.list('poddisruptionbudgets.policy', object.metadata.namespace).map(keyOf);
}
