import { controllerOf } from '../../../api/object.ts';
import { hasReason } from '../../../api/status.ts';
import type { Requeue } from '../../sim/actor.ts';
import { isFinished } from '../pod-state.ts';
import { revisionOf } from './annotations.ts';
import { newReplicaSetSize, shrinkOld, sum, type Sizes } from './arithmetic.ts';
import { createCurrent } from './replica-sets.ts';
import { activeOf, desiredReplicas, sizeOf, strategyOf, type Rollout } from './rollout.ts';
import { resize } from './scaling.ts';
import { isComplete, syncRolloutStatus } from './status.ts';

/** One step of a rolling update: grow the new, or else shrink the old, or else tidy up. */
export function rollingStep(rollout: Rollout): Requeue | void {
  if (!rollout.current) createCurrent(rollout);
  if (!rollout.current) return;
  if (!growNew(rollout) && !shrink(rollout) && isComplete(rollout.deployment)) cleanUp(rollout);
  return syncRolloutStatus(rollout);
}

/** One step of a re-creation: nothing new before every old pod is gone. */
export function recreateStep(rollout: Rollout): Requeue | void {
  const scaledDown = activeOf(rollout.old).filter((replicaSet) => resize(rollout, replicaSet, 0)).length > 0;
  if (scaledDown || oldPodsLeft(rollout)) return syncRolloutStatus(rollout);
  if (!rollout.current) createCurrent(rollout);
  if (!rollout.current) return;
  const replicas = desiredReplicas(rollout.deployment);
  if (sizeOf(rollout.current) !== replicas) resize(rollout, rollout.current, replicas);
  if (isComplete(rollout.deployment)) cleanUp(rollout);
  return syncRolloutStatus(rollout);
}

function growNew(rollout: Rollout): boolean {
  const { current, deployment, old } = rollout;
  if (!current) return false;
  const replicas = desiredReplicas(deployment);
  const present = sizeOf(current);
  if (present === replicas) return false;
  const size = present > replicas ? replicas : newReplicaSetSize(strategyOf(deployment), replicas, present, sum(old.map(sizeOf)));
  return size !== present && resize(rollout, current, size);
}

function shrink(rollout: Rollout): boolean {
  const { current, deployment } = rollout;
  const active = activeOf(rollout.old);
  if (!current || active.length === 0) return false;
  const sizes = (replicaSet: typeof current): Sizes => ({
    desired: sizeOf(replicaSet),
    available: replicaSet.status?.availableReplicas ?? 0,
  });
  const { unhealthy, final } = shrinkOld(strategyOf(deployment), desiredReplicas(deployment), active.map(sizes), sizes(current));
  let changed = false;
  for (const target of [unhealthy, final]) {
    active.forEach((replicaSet, i) => {
      const present = rollout.old.find(({ metadata }) => metadata.uid === replicaSet.metadata.uid) ?? replicaSet;
      const size = target[i] ?? sizeOf(present);
      if (size !== sizeOf(present) && resize(rollout, present, size)) changed = true;
    });
  }
  return changed;
}

/** Pods of other templates that still run, or may do so. */
function oldPodsLeft({ context, old }: Rollout): boolean {
  return old.some(({ status, metadata: { uid = '' } }) => {
    if ((status?.replicas ?? 0) > 0) return true;
    return context.api.owned('pods', uid).some((pod) => !isFinished(pod) && controllerOf(pod)?.uid === uid);
  });
}

/** Deletes the oldest replica sets beyond the history limit, as far as they are empty and have said so. */
export function cleanUp({ context, deployment, old }: Rollout): void {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === 2147483647) return;
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const excess = alive.length - limit;
  if (excess <= 0) return;
  const byRevision = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const replicaSet of byRevision.slice(0, excess)) {
    const { metadata, status } = replicaSet;
    const settled =
      (status?.replicas ?? 0) === 0 && sizeOf(replicaSet) === 0 && (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
    if (!settled) continue;
    try {
      context.api.delete('replicasets.apps', metadata.namespace ?? '', metadata.name ?? '');
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
  }
}
