import type { IntOrString } from '../../../api/int-or-string.ts';
import { compareText } from '../../../api/text-order.ts';
import type { Deployment, ReplicaSet } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { surgeOf, unavailabilityOf, type Strategy } from './arithmetic.ts';

/** One reconcile of a Deployment: its objects as last read or written. */
export interface Rollout {
  readonly context: ActorContext;
  deployment: Deployment;
  /** The replica set of the present template, if there is one. */
  current: ReplicaSet | undefined;
  /** All others, oldest first. */
  old: ReplicaSet[];
}

export const COMPONENT = 'deployment-controller';

/** Old ones first, as the real controller counts them. */
export function replicaSetsOf({ current, old }: Rollout): ReplicaSet[] {
  return current ? [...old, current] : old;
}

export function sizeOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec?.replicas ?? 1;
}

/** Those that are to have pods. */
export function activeOf(replicaSets: readonly ReplicaSet[]): ReplicaSet[] {
  return replicaSets.filter((replicaSet) => sizeOf(replicaSet) > 0);
}

export function desiredReplicas(deployment: Deployment): number {
  return deployment.spec?.replicas ?? 1;
}

export function strategyOf(deployment: Deployment): Strategy {
  const { type, rollingUpdate } = deployment.spec?.strategy ?? {};
  return {
    type: type === 'Recreate' ? 'Recreate' : 'RollingUpdate',
    maxSurge: (rollingUpdate?.maxSurge as IntOrString | undefined) ?? '25%',
    maxUnavailable: (rollingUpdate?.maxUnavailable as IntOrString | undefined) ?? '25%',
  };
}

export function allowedSurge(deployment: Deployment): number {
  return surgeOf(strategyOf(deployment), desiredReplicas(deployment));
}

export function allowedUnavailable(deployment: Deployment): number {
  return unavailabilityOf(strategyOf(deployment), desiredReplicas(deployment));
}

/** By creation, older first; of one second, by name. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return (
    compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  );
}
