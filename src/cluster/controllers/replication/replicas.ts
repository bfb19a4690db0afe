import { matchesSelector, selectorFromMap, type Selector } from '../../../api/labels.ts';
import { controllerOf, type KubeObject } from '../../../api/object.ts';
import { StatusError } from '../../../api/status.ts';
import type { Pod, PodTemplateSpec } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { inPlace, without, type Condition } from '../conditions.ts';
import { claim } from '../ownership.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../pod-control.ts';
import { isActive, isAvailable, isReady, isTerminating, nextAvailability } from '../pod-state.ts';
import { omitEmpty } from '../wire-status.ts';
import { podsToDelete } from './ranking.ts';

/** What ReplicaSets and ReplicationControllers have in common. */
export interface Replicated {
  owner: KubeObject;
  selector: Selector;
  template: PodTemplateSpec;
  replicas: number;
  minReadySeconds: number;
  component: string;
  /** Pods of the owner's siblings count when it is asked which node has most. */
  related(pods: readonly Pod[]): readonly Pod[];
}

export interface ReplicaCounts {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  observedGeneration?: number;
  conditions?: Condition[];
}

export interface Outcome {
  /** The status as it was before this reconcile made or deleted pods. */
  status: ReplicaCounts;
  terminating: number;
  /** When another ready pod becomes available. */
  next?: number;
  /** To be thrown once the status is written. */
  error?: StatusError;
}

/** At most so many pods are made or deleted at once. */
const BURST = 500;

/** Brings the number of pods to what is wanted and counts them. */
export function reconcileReplicas(context: ActorContext, replicated: Replicated): Outcome {
  const { owner, selector, replicas, minReadySeconds, component } = replicated;
  const uid = owner.metadata.uid ?? '';
  const pods = claim(context.api, 'pods', owner, selector, isActive).filter(isActive);
  let terminating = 0;
  for (const pod of context.api.owned('pods', uid)) if (isTerminating(pod) && controllerOf(pod)?.uid === uid) terminating += 1;
  let error: StatusError | undefined;
  const missing = replicas - pods.length;
  if (owner.metadata.deletionTimestamp === undefined && missing !== 0) {
    try {
      if (missing > 0) create(context, replicated, Math.min(missing, BURST));
      else
        for (const pod of podsToDelete(pods, replicated.related(pods), Math.min(-missing, BURST), context.now()))
          deletePod(context, owner, pod, component);
    } catch (caught) {
      if (!(caught instanceof StatusError)) throw caught;
      error = caught;
    }
  }
  const next = nextAvailability(pods, minReadySeconds, context.now());
  return {
    status: count(context, replicated, pods, error, missing),
    terminating,
    ...(next === undefined ? {} : { next }),
    ...(error ? { error } : {}),
  };
}

function create(context: ActorContext, { owner, template, component }: Replicated, number: number): void {
  const pod = podFromTemplate(template, owner);
  for (let i = 0; i < number; i += 1) {
    try {
      createPod(context, owner, pod, component);
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      throw error;
    }
  }
}

function count(
  context: ActorContext,
  replicated: Replicated,
  pods: readonly Pod[],
  error: StatusError | undefined,
  missing: number,
): ReplicaCounts {
  const { owner, template, minReadySeconds } = replicated;
  const labels = selectorFromMap(template.metadata?.labels ?? {});
  const now = context.now();
  const before = (owner['status'] ?? {}) as ReplicaCounts;
  let conditions = before.conditions ?? [];
  const failed = conditions.some(({ type }) => type === 'ReplicaFailure');
  if (error && !failed) {
    const reason = missing > 0 ? 'FailedCreate' : 'FailedDelete';
    conditions = inPlace(conditions, {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: context.timestamp(),
      reason,
      message: error.message,
    });
  } else if (!error && failed) {
    conditions = without(conditions, 'ReplicaFailure');
  }
  let [labelled, ready, available] = [0, 0, 0];
  for (const pod of pods) {
    if (matchesSelector(labels, pod.metadata.labels)) labelled += 1;
    if (!isReady(pod)) continue;
    ready += 1;
    if (isAvailable(pod, minReadySeconds, now)) available += 1;
  }
  const observedGeneration = owner.metadata.generation ?? 0;
  return {
    replicas: pods.length,
    ...omitEmpty({ fullyLabeledReplicas: labelled, readyReplicas: ready, availableReplicas: available, observedGeneration, conditions }),
  };
}
