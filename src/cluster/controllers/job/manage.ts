import type { Pod } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../pod-control.ts';
import { podsToDelete } from '../replication/ranking.ts';
import { nextAttempt } from './back-off.ts';
import { pendingIndexes } from './indexes.ts';
import { judgeFailure } from './failure-policy.ts';
import { failuresBefore, finishedAt, indexOf, isIndexed, newPod, untrack, type IndexFailures } from './pods.ts';
import { failureNumber, type Tally } from './tally.ts';

export const COMPONENT = 'job-controller';
const BURST = 500;

/** Creates or deletes pods; returns when creating has to wait for. */
export function manage(tally: Tally, context: ActorContext): number | undefined {
  const { job, spec, active } = tally;
  const wanted = wantedActive(tally);
  const surplus = surplusPods(tally, Math.max(0, active.length - wanted), context);
  if (surplus.length > 0) {
    // Whoever is sent away has not failed.
    for (const pod of surplus) {
      untrack(pod, context);
      deletePod(context, job, pod, COMPONENT);
    }
    tally.active = active.filter((pod) => !surplus.includes(pod));
    tally.terminating += surplus.length;
    return undefined;
  }
  const waiting = spec.podReplacementPolicy === 'Failed' ? tally.terminating : 0;
  const missing = Math.min(wanted - waiting - active.length, BURST);
  if (missing <= 0) return undefined;
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  const due = perIndex ? -Infinity : nextAttempt(tally.failures);
  if (due > context.now()) return due;
  if (!isIndexed(job)) {
    create(
      tally,
      Array.from({ length: missing }, () => newPod(job)),
      context,
    );
    return undefined;
  }
  const taken = new Set(active.map(indexOf).filter((index) => index !== undefined));
  const plan = indexPlan(tally, taken, missing, context.now());
  create(
    tally,
    plan.ready.map(({ index, failures }) => newPod(job, index, perIndex ? failures : undefined)),
    context,
  );
  return plan.next;
}

/**
 * The lowest indexes that have no pod, as many as may run: those whose back-off is not over take their places, although
 * nothing runs on them yet.
 */
function indexPlan(
  { job, spec, succeededIndexes, failedIndexes, delayed }: Tally,
  taken: ReadonlySet<number>,
  missing: number,
  now: number,
): { ready: { index: number; failures: IndexFailures }[]; next?: number } {
  const ready: { index: number; failures: IndexFailures }[] = [];
  let next: number | undefined;
  for (const index of pendingIndexes(missing, spec.completions ?? 0, taken, succeededIndexes, failedIndexes)) {
    const failed = delayed.get(index);
    const due = failed ? nextAttempt({ count: failureNumber(failed), last: finishedAt(failed, now) }) : -Infinity;
    if (due > now) next = Math.min(next ?? due, due);
    else ready.push({ index, failures: failuresUpTo(job, failed) });
  }
  return next === undefined ? { ready } : { ready, next };
}

function failuresUpTo(job: Tally['job'], failed: Pod | undefined): IndexFailures {
  if (!failed) return { counted: 0, ignored: 0 };
  const { counted, ignored } = failuresBefore(failed);
  return judgeFailure(job, failed).action === 'Ignore' ? { counted, ignored: ignored + 1 } : { counted: counted + 1, ignored };
}

function wantedActive({ spec, succeeded, active }: Tally): number {
  const parallelism = spec.parallelism ?? 1;
  if (spec.suspend === true) return 0;
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(spec.completions - succeeded, parallelism));
}

/** Pods of an index that is done or has another pod already, and as many more as there are too many. */
function surplusPods({ job, spec, active, succeededIndexes }: Tally, count: number, context: ActorContext): Pod[] {
  const surplus: Pod[] = [];
  if (isIndexed(job)) {
    const seen = new Set<number>();
    for (const pod of active) {
      const index = indexOf(pod);
      if (index === undefined || index >= (spec.completions ?? 0) || succeededIndexes.has(index) || seen.has(index)) surplus.push(pod);
      else seen.add(index);
    }
  }
  const rest = active.filter((pod) => !surplus.includes(pod));
  const more = count - surplus.length;
  return more > 0 ? [...surplus, ...podsToDelete(rest, [], more, context.now())] : surplus;
}

function create(tally: Tally, pods: readonly ReturnType<typeof newPod>[], context: ActorContext): void {
  for (const pod of pods) {
    try {
      tally.active = [...tally.active, createPod(context, tally.job, pod, COMPONENT)];
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      throw error;
    }
  }
}
