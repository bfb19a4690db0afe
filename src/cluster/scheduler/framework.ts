import type { Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { Change } from '../sim/actor.ts';
import type { NodeSummary } from './node-summary.ts';
import type { PodRequests } from './pod-requests.ts';

/** What a plugin sees while one pod is being placed. */
export interface SchedulingCycle {
  readonly pod: Pod;
  readonly requests: PodRequests;
  readonly nodes: readonly NodeSummary[];
  readonly api: ClusterApi;
}

/** Why a node cannot take the pod. */
export interface Rejection {
  /** As they are counted in the message: `node(s) had untolerated taint(s)`. */
  readonly reasons: readonly string[];
  /** Evicting pods would change nothing. */
  readonly unresolvable: boolean;
}

export interface PreparedPlugin {
  /** No node will do, for this reason. */
  readonly refusal?: string;
  filter?(node: NodeSummary): Rejection | undefined;
  /** Raw score of a node that passed the filters. */
  score?(node: NodeSummary): number;
  /** Brings raw scores to 0…100; absent: they are already. */
  normalize?(scores: readonly number[]): readonly number[];
}

export interface SchedulerPlugin {
  readonly name: string;
  /** How much its scores count. */
  readonly weight?: number;
  /** Looks at the pod once; undefined when the plugin has nothing to say about it. */
  prepare(cycle: SchedulingCycle): PreparedPlugin | undefined;
  /** May this change make room for a pod that the plugin has refused? */
  helpedBy(change: Change): boolean;
}

export const MAX_SCORE = 100;

export function reject(reason: string, unresolvable = false): Rejection {
  return { reasons: [reason], unresolvable };
}

/** Scales to 0…100 by the largest; `reverse` makes the smallest best. */
export function byMaximum(scores: readonly number[], reverse = false): number[] {
  const maximum = Math.max(0, ...scores);
  if (maximum === 0) return scores.map(() => (reverse ? MAX_SCORE : 0));
  return scores.map((score) => {
    const share = Math.floor((score * MAX_SCORE) / maximum);
    return reverse ? MAX_SCORE - share : share;
  });
}

/** A pod is gone, finished or terminating no longer holds what it had. */
export function freesResources(change: Change): boolean {
  if (change.resource === 'nodes') return true;
  if (change.resource !== 'pods') return false;
  const { object, previous, type } = change;
  if (type === 'DELETED') return Boolean(object['spec']?.nodeName);
  const phase = object['status']?.phase as string | undefined;
  if (previous && previous['status']?.phase !== phase && (phase === 'Succeeded' || phase === 'Failed')) return true;
  // Resized in place; being bound takes room instead.
  return Boolean(previous?.['spec']?.nodeName && object['spec'] !== previous['spec']);
}
