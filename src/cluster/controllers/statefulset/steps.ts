import { scaledValue, type IntOrString } from '../../../api/int-or-string.ts';
import { hasReason, StatusError } from '../../../api/status.ts';
import type { PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { isAvailable, isFinished, isReady } from '../pod-state.ts';
import { templateOf } from '../revisions.ts';
import type { Revisions } from './history.ts';
import { claimsOf, newPod, ordinalOf, revisionOf } from './identity.ts';

const COMPONENT = 'statefulset-controller';

/** One look at a StatefulSet. */
export interface View {
  context: ActorContext;
  set: StatefulSet;
  revisions: Revisions;
  pods: readonly Pod[];
  /** By ordinal, from the first on; undefined: to be created. */
  replicas: (Pod | undefined)[];
  /** Beyond the wanted ordinals, highest first. */
  condemned: Pod[];
  start: number;
  minReadySeconds: number;
  /** What this look created, and how many pods of the current revision it deleted for the update. */
  created: Pod[];
  deletedOfCurrent: number;
}

export function viewOf(set: StatefulSet, revisions: Revisions, pods: readonly Pod[], context: ActorContext): View {
  const start = set.spec?.ordinals?.start ?? 0;
  const replicas: (Pod | undefined)[] = Array.from({ length: set.spec?.replicas ?? 1 }, () => undefined);
  const condemned: Pod[] = [];
  for (const pod of pods) {
    const slot = (ordinalOf(set, pod) ?? 0) - start;
    if (slot >= 0 && slot < replicas.length) replicas[slot] = pod;
    else condemned.push(pod);
  }
  condemned.sort((a, b) => (ordinalOf(set, b) ?? 0) - (ordinalOf(set, a) ?? 0));
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  return { context, set, revisions, pods, replicas, condemned, start, minReadySeconds, created: [], deletedOfCurrent: 0 };
}

/** Creates what is missing, then takes away what is too much, then updates: as far as the order of the pods allows. */
export function step(view: View): void {
  const ordered = view.set.spec?.podManagementPolicy !== 'Parallel';
  if (fillUp(view, ordered) || scaleDown(view, ordered)) return;
  if (view.set.spec?.updateStrategy?.type !== 'OnDelete') update(view);
}

/** True: nothing more can be done in this look. */
function fillUp(view: View, ordered: boolean): boolean {
  for (const [slot, pod] of view.replicas.entries()) {
    if (!pod) {
      create(view, slot);
      if (ordered) return true;
    } else if (isFinished(pod)) {
      recreate(view, pod);
      return true;
    } else if (ordered && (isGoing(pod) || !isHealthy(view, pod))) {
      if (pod.status?.phase === 'Pending') createClaims(view, pod.metadata.name ?? '');
      return true;
    } else if (pod.status?.phase === 'Pending') createClaims(view, pod.metadata.name ?? '');
  }
  return false;
}

function scaleDown(view: View, ordered: boolean): boolean {
  const firstUnhealthy = [...view.replicas, ...[...view.condemned].reverse()].find((pod) => pod && (isGoing(pod) || !isHealthy(view, pod)));
  for (const pod of view.condemned) {
    if (isGoing(pod)) {
      if (ordered) return true;
      continue;
    }
    if (ordered && !isHealthy(view, pod) && pod !== firstUnhealthy) return true;
    if (view.set.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled === 'Delete') leaveClaimsTo(pod, view);
    remove(view, pod);
    if (ordered) return true;
  }
  return false;
}

/** The claims of a pod that is scaled away go with it. */
function leaveClaimsTo(pod: Pod, { set, context: { api } }: View): void {
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  for (const { metadata } of claimsOf(set, name)) {
    const claim = api.get('persistentvolumeclaims', namespace, metadata.name ?? '');
    if (!claim) continue;
    const owner = { apiVersion: 'v1', kind: 'Pod', name, uid, controller: true, blockOwnerDeletion: true };
    api.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, ownerReferences: [owner] } });
  }
}

/** Deletes pods of other revisions from the highest ordinal down, so many at a time as may be unavailable. */
function update(view: View): void {
  const { set, revisions, replicas } = view;
  const rolling = set.spec?.updateStrategy?.rollingUpdate;
  // A partition counts pods, from whatever ordinal they start.
  const lowest = rolling?.partition ?? 0;
  const maxUnavailable = Math.max(1, scaledValue((rolling?.maxUnavailable as IntOrString | undefined) ?? 1, replicas.length, false));
  const target = revisions.update.metadata.name ?? '';
  let unavailable = 0;
  for (let slot = replicas.length - 1; slot >= lowest; slot -= 1) {
    const pod = replicas[slot];
    // Created a moment ago.
    if (!pod) unavailable += 1;
    else if (revisionOf(pod) !== target && !isGoing(pod)) {
      if (revisionOf(pod) === revisions.current.metadata.name) view.deletedOfCurrent += 1;
      remove(view, pod);
      unavailable += 1;
    } else if (isGoing(pod) || !isHealthy(view, pod)) unavailable += 1;
    if (unavailable >= maxUnavailable) return;
  }
}

function isGoing({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function isHealthy({ minReadySeconds, context }: View, pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isReady(pod) && isAvailable(pod, minReadySeconds, context.now());
}

/** The template a new pod of this ordinal comes from: below the partition the current one, else the new one. */
function templateFor({ set, revisions, start }: View, slot: number): { template: PodTemplateSpec; revision: string } {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  const ordinal = start + slot;
  const boundary = rollingUpdate ? start + (rollingUpdate.partition ?? 0) : start + (set.status?.currentReplicas ?? 0);
  const revision = type !== 'OnDelete' && ordinal < boundary ? revisions.current : revisions.update;
  return { template: templateOf(revision) ?? (set.spec?.template as PodTemplateSpec), revision: revision.metadata.name ?? '' };
}

function create(view: View, slot: number): void {
  const { set, context } = view;
  const { template, revision } = templateFor(view, slot);
  const pod = newPod(set, template, view.start + slot, revision);
  const name = pod.metadata.name ?? '';
  createClaims(view, name);
  try {
    view.created.push(context.api.create('pods', pod));
  } catch (error) {
    if (isNamespaceTerminating(error)) return;
    if (error instanceof StatusError && error.reason !== 'AlreadyExists') {
      tell(view, 'Warning', 'FailedCreate', `Create Pod ${name} in StatefulSet ${set.metadata.name ?? ''} failed error: ${error.message}`);
    }
    throw error;
  }
  tell(view, 'Normal', 'SuccessfulCreate', `Create Pod ${name} in StatefulSet ${set.metadata.name ?? ''} successful`);
}

function createClaims(view: View, podName: string): void {
  const { set, context } = view;
  for (const claim of claimsOf(set, podName)) createClaim(view, claim, podName, context, set);
}

function createClaim(view: View, claim: NewObject<PersistentVolumeClaim>, podName: string, { api }: ActorContext, set: StatefulSet): void {
  const { name = '', namespace = '' } = claim.metadata;
  if (api.get('persistentvolumeclaims', namespace, name)) return;
  const subject = `Create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name ?? ''}`;
  try {
    api.create('persistentvolumeclaims', claim);
  } catch (error) {
    if (isNamespaceTerminating(error)) return;
    if (error instanceof StatusError) tell(view, 'Warning', 'FailedCreate', `${subject} failed error: ${error.message}`);
    throw error;
  }
  tell(view, 'Normal', 'SuccessfulCreate', `${subject} success`);
}

function recreate(view: View, pod: Pod): void {
  const { namespace = '', name = '' } = view.set.metadata;
  const failed = pod.status?.phase === 'Failed';
  const what = `StatefulSet ${namespace}/${name} is recreating ${failed ? 'failed' : 'terminated'} Pod ${pod.metadata.name ?? ''}`;
  if (isGoing(pod)) return;
  if (failed) tell(view, 'Warning', 'RecreatingFailedPod', what);
  else tell(view, 'Normal', 'RecreatingTerminatedPod', what);
  remove(view, pod);
}

function remove(view: View, pod: Pod): void {
  const { set, context } = view;
  const { namespace = '', name = '' } = pod.metadata;
  const subject = `Delete Pod ${name} in StatefulSet ${set.metadata.name ?? ''}`;
  try {
    context.api.delete('pods', namespace, name);
  } catch (error) {
    if (hasReason(error, 'NotFound')) return;
    if (error instanceof StatusError) tell(view, 'Warning', 'FailedDelete', `${subject} failed error: ${error.message}`);
    throw error;
  }
  tell(view, 'Normal', 'SuccessfulDelete', `${subject} successful`);
}

function tell({ context, set }: View, type: 'Normal' | 'Warning', reason: string, message: string): void {
  context.events.record(set, { type, reason, message, component: COMPONENT });
}
