import { deepEqual } from '../../../api/json.ts';
import { parseTime } from '../../../api/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../../api/types.ts';
import type { Requeue } from '../../sim/actor.ts';
import { conditionOf, without } from '../conditions.ts';
import { omitEmpty } from '../wire-status.ts';
import { sum } from './arithmetic.ts';
import { allowedUnavailable, desiredReplicas, replicaSetsOf, type Rollout } from './rollout.ts';

/** Writes what the replica sets add up to, without judging progress (while paused, scaling or going away). */
export function syncStatus(rollout: Rollout): void {
  writeStatus(rollout, countReplicas(rollout));
}

/**
 * Writes the status with the Progressing and ReplicaFailure conditions; returns when to look again whether the progress deadline
 * has passed.
 */
export function syncRolloutStatus(rollout: Rollout): Requeue | void {
  const { deployment, context } = rollout;
  const status = countReplicas(rollout);
  if (!hasProgressDeadline(deployment)) status.conditions = without(status.conditions ?? [], 'Progressing');
  const present = conditionOf(deployment.status?.conditions, 'Progressing');
  const alreadyComplete = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && present?.reason === 'NewReplicaSetAvailable';
  if (hasProgressDeadline(deployment) && !alreadyComplete) {
    const { current } = rollout;
    const subject = current ? `ReplicaSet "${current.metadata.name ?? ''}"` : `Deployment "${deployment.metadata.name ?? ''}"`;
    const progress = (conditionStatus: string, reason: string, message: string): DeploymentCondition =>
      newCondition(context.timestamp(), 'Progressing', conditionStatus, reason, message);
    if (isComplete(deployment, status)) {
      setCondition(status, progress('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`));
    } else if (isProgressing(deployment, status)) {
      const condition = progress('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
      if (present?.status === 'True') condition.lastTransitionTime = present.lastTransitionTime as string;
      status.conditions = [...without(status.conditions ?? [], 'Progressing'), condition];
    } else if (timedOut(rollout, status)) {
      setCondition(status, progress('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`));
    }
  }
  const failure = replicaFailure(rollout);
  if (failure) setCondition(status, failure);
  else status.conditions = without(status.conditions ?? [], 'ReplicaFailure');
  writeStatus(rollout, status);
  return deadlineCheck(rollout);
}

/** Sets a condition of the Deployment at once: what a step of the rollout has to tell before the status is counted. */
export function announce(rollout: Rollout, type: string, status: string, reason: string, message: string): void {
  const next = { ...rollout.deployment.status } as DeploymentStatus;
  setCondition(next, newCondition(rollout.context.timestamp(), type, status, reason, message));
  rollout.deployment = { ...rollout.deployment, status: next };
}

/** Progressing is Unknown while the Deployment is paused and right after; a deadline that was missed stays missed. */
export function syncPausedCondition(rollout: Rollout): void {
  const { deployment } = rollout;
  if (!hasProgressDeadline(deployment)) return;
  const present = conditionOf(deployment.status?.conditions, 'Progressing');
  if (present?.reason === 'ProgressDeadlineExceeded') return;
  const paused = deployment.spec?.paused === true;
  const told = present?.reason === 'DeploymentPaused';
  if (paused === told) return;
  if (paused) announce(rollout, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused');
  else announce(rollout, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  rollout.deployment = rollout.context.api.updateStatus('deployments.apps', rollout.deployment);
}

export function hasProgressDeadline(deployment: Deployment): boolean {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== 2147483647;
}

/** All replicas are of the present template, available, and no others are left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus | undefined = deployment.status): boolean {
  const replicas = desiredReplicas(deployment);
  return (
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function isProgressing(deployment: Deployment, next: DeploymentStatus): boolean {
  const before = deployment.status ?? {};
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (next.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(next) < old(before) ||
    (next.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function timedOut({ deployment, context }: Rollout, status: DeploymentStatus): boolean {
  const condition = conditionOf(status.conditions, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadline(deployment, condition) < context.now();
}

function deadline(deployment: Deployment, condition: DeploymentCondition): number {
  return (parseTime(String(condition.lastUpdateTime ?? '')) ?? 0) + (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000;
}

/** The real controller looks one second after the deadline. */
function deadlineCheck({ deployment, context }: Rollout): Requeue | void {
  const condition = conditionOf(deployment.status?.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || !condition || isComplete(deployment) || condition.reason === 'ProgressDeadlineExceeded') return;
  return { at: Math.max(deadline(deployment, condition) + 1000, context.now() + 1) };
}

function countReplicas(rollout: Rollout): DeploymentStatus {
  const { deployment, current, context } = rollout;
  const all = replicaSetsOf(rollout);
  const replicas = sum(all.map(({ status }) => status?.replicas ?? 0));
  const available = sum(all.map(({ status }) => status?.availableReplicas ?? 0));
  const terminating = all.map(({ status }) => status?.terminatingReplicas);
  const status: DeploymentStatus = omitEmpty({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas,
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(all.map(({ status }) => status?.readyReplicas ?? 0)),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, replicas - available),
  });
  if (deployment.status?.collisionCount !== undefined) status.collisionCount = deployment.status.collisionCount;
  // Known only when every replica set has told its own.
  if (terminating.every((number) => number !== undefined)) status.terminatingReplicas = sum(terminating);
  status.conditions = [...(deployment.status?.conditions ?? [])];
  const enough = available >= desiredReplicas(deployment) - allowedUnavailable(deployment);
  setCondition(
    status,
    enough
      ? newCondition(context.timestamp(), 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : newCondition(
          context.timestamp(),
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
        ),
  );
  return status;
}

function writeStatus(rollout: Rollout, status: DeploymentStatus): void {
  if (status.conditions?.length === 0) delete status.conditions;
  if (deepEqual(status, rollout.deployment.status)) return;
  rollout.deployment = rollout.context.api.updateStatus('deployments.apps', { ...rollout.deployment, status });
}

/** The replica sets' own failures, the present template's before the others'. */
function replicaFailure({ current, old }: Rollout): DeploymentCondition | undefined {
  const failureOf = (replicaSet: ReplicaSet): DeploymentCondition | undefined => {
    const condition = conditionOf(replicaSet.status?.conditions, 'ReplicaFailure');
    return condition && ({ ...condition, lastUpdateTime: condition.lastTransitionTime } as DeploymentCondition);
  };
  for (const replicaSet of [...(current ? [current] : []), ...old]) {
    const failure = failureOf(replicaSet);
    if (failure) return failure;
  }
  return undefined;
}

function newCondition(now: string, type: string, status: string, reason: string, message: string): DeploymentCondition {
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message } as DeploymentCondition;
}

/** A condition of the same status and reason is left as it is; one that is set goes to the end. */
function setCondition(status: DeploymentStatus, condition: DeploymentCondition): void {
  const present = conditionOf(status.conditions, condition.type);
  if (present?.status === condition.status && present.reason === condition.reason) return;
  const next = present?.status === condition.status ? { ...condition, lastTransitionTime: present.lastTransitionTime } : condition;
  status.conditions = [...without(status.conditions ?? [], condition.type), next as DeploymentCondition];
}
