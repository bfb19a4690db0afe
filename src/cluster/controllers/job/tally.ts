import type { Job, Pod } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import type { Condition } from '../conditions.ts';
import { isActive, isReady, isTerminating } from '../pod-state.ts';
import { countFailures, type Failures } from './back-off.ts';
import { judgeFailure } from './failure-policy.ts';
import { parseIndexes } from './indexes.ts';
import { failuresBefore, finishedAt, indexOf, isIndexed } from './pods.ts';

export const NO_FAILURES: Failures = { count: 0, last: 0 };

/** One look at a Job's pods. */
export interface Tally {
  job: Job;
  spec: NonNullable<Job['spec']>;
  active: Pod[];
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  succeededIndexes: Set<number>;
  failedIndexes: Set<number>;
  /** Failed pods that are counted when another pod of their index takes over what they know of earlier failures. */
  delayed: Map<number, Pod>;
  failures: Failures;
  startTime: string | undefined;
  conditions: Condition[];
}

export function count(key: string, job: Job, pods: readonly Pod[], finished: readonly Pod[], context: ActorContext): Tally {
  const spec = job.spec as NonNullable<Job['spec']>;
  const active = pods.filter(isActive);
  const completions = spec.completions ?? 0;
  const succeededIndexes = parseIndexes(job.status?.completedIndexes, completions);
  const failedIndexes = parseIndexes(job.status?.failedIndexes, completions);
  let { succeeded = 0, failed = 0 } = job.status ?? {};
  const ends: { succeeded: boolean; at: number }[] = [];
  for (const pod of finished) {
    const success = pod.status?.phase === 'Succeeded';
    const index = indexOf(pod);
    if (success && isIndexed(job) && index !== undefined && index < completions) succeededIndexes.add(index);
    else if (success && !isIndexed(job)) succeeded += 1;
    const { action } = success ? { action: 'Count' } : judgeFailure(job, pod);
    if (!success && action !== 'Ignore') failed += 1;
    if (!success && index !== undefined && spec.backoffLimitPerIndex !== undefined && action !== 'Ignore') {
      if (action === 'FailIndex' || failuresBefore(pod).counted >= spec.backoffLimitPerIndex) failedIndexes.add(index);
    }
    if (success || action !== 'Ignore') ends.push({ succeeded: success, at: finishedAt(pod, context.now()) });
  }
  const suspended = spec.suspend === true;
  return {
    job,
    spec,
    active,
    ready: active.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: isIndexed(job) ? succeededIndexes.size : succeeded,
    failed,
    succeededIndexes,
    failedIndexes,
    delayed: spec.backoffLimitPerIndex === undefined ? new Map() : delayedPods(finished, active, succeededIndexes, failedIndexes),
    failures: countFailures(context.memory.get<Failures>(key) ?? NO_FAILURES, ends),
    startTime: (job.status?.startTime as string | undefined) ?? (suspended ? undefined : context.timestamp()),
    conditions: (job.status?.conditions ?? []) as unknown as Condition[],
  };
}

/** The pod that failed last of each index that is to get another one. */
function delayedPods(finished: readonly Pod[], active: readonly Pod[], ...done: readonly ReadonlySet<number>[]): Map<number, Pod> {
  const running = new Set(active.map(indexOf));
  const delayed = new Map<number, Pod>();
  for (const pod of finished) {
    const index = indexOf(pod);
    if (pod.status?.phase === 'Succeeded' || index === undefined || running.has(index) || done.some((set) => set.has(index))) continue;
    const other = delayed.get(index);
    if (!other || failureNumber(pod) >= failureNumber(other)) delayed.set(index, pod);
  }
  return delayed;
}

/** The how many-th failure of its index the pod is. */
export function failureNumber(pod: Pod): number {
  const { counted, ignored } = failuresBefore(pod);
  return counted + ignored + 1;
}
