import type { ReplicaSet } from '../../../api/types.ts';
import { desiredReplicasOf, maxReplicasOf, withSizes } from './annotations.ts';
import { proportionalSizes } from './arithmetic.ts';
import { activeOf, allowedSurge, byAge, COMPONENT, desiredReplicas, replicaSetsOf, sizeOf, strategyOf, type Rollout } from './rollout.ts';

/** Was the Deployment resized since its replica sets were last scaled for it? */
export function wasResized(rollout: Rollout): boolean {
  return activeOf(replicaSetsOf(rollout)).some((replicaSet) => {
    const desired = desiredReplicasOf(replicaSet);
    return desired !== undefined && desired !== desiredReplicas(rollout.deployment);
  });
}

/** Follows a change of size: the only replica set, or all in proportion while a rollout is under way (then true). */
export function scale(rollout: Rollout): boolean {
  const { deployment, current } = rollout;
  const replicas = desiredReplicas(deployment);
  const only = activeOrLatest(rollout);
  if (only) {
    if (sizeOf(only) !== replicas) resize(rollout, only, replicas);
    return false;
  }
  if (current && isSaturated(current, replicas)) {
    for (const replicaSet of activeOf(rollout.old)) resize(rollout, replicaSet, 0);
    return false;
  }
  if (strategyOf(deployment).type !== 'RollingUpdate') return false;
  const surge = allowedSurge(deployment);
  const active = activeOf(replicaSetsOf(rollout));
  const growing = (replicas > 0 ? replicas + surge : 0) > active.reduce((total, replicaSet) => total + sizeOf(replicaSet), 0);
  // Largest first; of equal ones the newer gains and the older loses.
  active.sort((a, b) => sizeOf(b) - sizeOf(a) || (growing ? byAge(b, a) : byAge(a, b)));
  const before = deployment.status?.replicas ?? 0;
  const shares = active.map((replicaSet) => ({
    desired: sizeOf(replicaSet),
    maxBefore: maxReplicasOf(replicaSet) || before || sizeOf(replicaSet),
  }));
  const sizes = proportionalSizes(shares, replicas, surge);
  active.forEach((replicaSet, i) => resize(rollout, replicaSet, sizes[i] ?? sizeOf(replicaSet)));
  return true;
}

/** The one replica set that has pods; when none has, the newest. Undefined in the middle of a rollout. */
function activeOrLatest(rollout: Rollout): ReplicaSet | undefined {
  const active = activeOf(replicaSetsOf(rollout));
  if (active.length > 1) return undefined;
  return active[0] ?? rollout.current ?? rollout.old[rollout.old.length - 1];
}

function isSaturated(replicaSet: ReplicaSet, replicas: number): boolean {
  return (
    desiredReplicasOf(replicaSet) === replicas &&
    sizeOf(replicaSet) === replicas &&
    (replicaSet.status?.availableReplicas ?? 0) === replicas
  );
}

/** Gives a replica set its size, keeps its annotations right, tells of it; true when the size was another one. */
export function resize(rollout: Rollout, replicaSet: ReplicaSet, size: number): boolean {
  const { context, deployment } = rollout;
  const before = sizeOf(replicaSet);
  const replicas = desiredReplicas(deployment);
  const maximum = replicas + allowedSurge(deployment);
  if (size === before && desiredReplicasOf(replicaSet) === replicas && maxReplicasOf(replicaSet) === maximum) return false;
  const scaled = context.api.update('replicasets.apps', {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations: { ...withSizes(replicaSet.metadata.annotations, replicas, maximum) } },
    spec: { ...replicaSet.spec, replicas: size },
  } as ReplicaSet);
  if (rollout.current?.metadata.uid === scaled.metadata.uid) rollout.current = scaled;
  else rollout.old = rollout.old.map((old) => (old.metadata.uid === scaled.metadata.uid ? scaled : old));
  if (size === before) return false;
  const message = `Scaled ${size > before ? 'up' : 'down'} replica set ${replicaSet.metadata.name ?? ''} from ${before} to ${size}`;
  context.events.record(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component: COMPONENT });
  return true;
}
