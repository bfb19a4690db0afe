import { deepEqual } from '../../../api/json.ts';
import { StatusError } from '../../../api/status.ts';
import type { Job, JobStatus } from '../../../api/types.ts';
import type { ActorContext, Requeue } from '../../sim/actor.ts';
import { conditionOf, type Condition } from '../conditions.ts';
import { deletePod } from '../pod-control.ts';
import { isActive } from '../pod-state.ts';
import { wakeAt } from '../retries.ts';
import { omitEmpty } from '../wire-status.ts';
import { judgeFailure } from './failure-policy.ts';
import { formatIndexes } from './indexes.ts';
import { COMPONENT, manage } from './manage.ts';
import { hasFailed, isIndexed, isTracked, podsOf, untrack } from './pods.ts';
import { count, NO_FAILURES, type Tally } from './tally.ts';
import { completion, deadlineOf, decided, failure, finishCondition, successPolicy, type Verdict } from './verdict.ts';

export function syncJob(key: string, job: Job, context: ActorContext): Requeue | void {
  if (finishCondition(job.status)) {
    context.memory.delete(key);
    for (const pod of podsOf(job, context)) if (isTracked(pod) && !isActive(pod)) untrack(pod, context);
    return;
  }
  const pods = podsOf(job, context);
  const finished = pods.filter((pod) => isTracked(pod) && (pod.status?.phase === 'Succeeded' || hasFailed(job, pod)));
  const tally = count(key, job, pods, finished, context);
  let verdict = decided(tally) ?? failure(tally, pods, finished, context) ?? successPolicy(tally);
  let next: number | undefined;
  let error: StatusError | undefined;
  if (verdict) {
    for (const pod of tally.active) deletePod(context, job, pod, COMPONENT);
    tally.terminating += tally.active.length;
    tally.active = [];
    tally.ready = 0;
    tally.delayed.clear();
  } else {
    if (job.metadata.deletionTimestamp === undefined) {
      try {
        next = manage(tally, context);
      } catch (caught) {
        if (!(caught instanceof StatusError)) throw caught;
        error = caught;
      }
    }
    verdict = completion(tally);
    if (!verdict && job.metadata.deletionTimestamp === undefined) tellSuspension(tally, context);
  }
  const status = statusOf(tally);
  if (verdict) target(status, verdict, context);
  let written = write(job, status, context);
  const waiting = new Set(tally.delayed.values());
  for (const pod of finished) if (!waiting.has(pod)) untrack(pod, context);
  if (!deepEqual(tally.failures, context.memory.get(key) ?? NO_FAILURES)) context.memory.set(key, tally.failures);
  // Not finished as long as any of its pods is on its way out.
  if (verdict && tally.terminating === 0 && tally.active.length === 0) written = finish(written, verdict, context);
  if (error) throw error;
  // Once it is decided how it ends there is nothing left that the deadline could change.
  return wakeAt(next, verdict ? undefined : deadlineOf(written));
}

function tellSuspension(tally: Tally, context: ActorContext): void {
  const { job, spec } = tally;
  const suspended = spec.suspend === true;
  const present = conditionOf(tally.conditions, 'Suspended');
  if (suspended ? present?.status === 'True' : present === undefined || present.status === 'False') return;
  const [status, reason, message, event] = suspended
    ? ['True', 'JobSuspended', 'Job suspended', 'Suspended']
    : ['False', 'JobResumed', 'Job resumed', 'Resumed'];
  tally.conditions = setCondition(
    tally.conditions,
    'Suspended',
    status as string,
    reason as string,
    message as string,
    context.timestamp(),
  );
  context.events.record(job, { type: 'Normal', reason: event as string, message: message as string, component: COMPONENT });
  if (!suspended) tally.startTime = context.timestamp();
}

function statusOf(tally: Tally): JobStatus {
  const { job, spec } = tally;
  return {
    ...omitEmpty({
      active: tally.active.length,
      succeeded: tally.succeeded,
      failed: tally.failed - [...tally.delayed.values()].filter((pod) => judgeFailure(job, pod).action !== 'Ignore').length,
      startTime: tally.startTime,
      conditions: tally.conditions,
      completedIndexes: isIndexed(job) ? formatIndexes(tally.succeededIndexes) : '',
    }),
    ...(spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(tally.failedIndexes) }),
    ready: tally.ready,
    terminating: tally.terminating,
    uncountedTerminatedPods: {},
  } as unknown as JobStatus;
}

function target(status: JobStatus, { succeeded, reason, message }: Verdict, { timestamp }: ActorContext): void {
  const type = succeeded ? 'SuccessCriteriaMet' : 'FailureTarget';
  status.conditions = setCondition(
    (status.conditions ?? []) as unknown as Condition[],
    type,
    'True',
    reason,
    message,
    timestamp(),
  ) as never;
}

function finish(job: Job, { succeeded, reason, message }: Verdict, context: ActorContext): Job {
  const now = context.timestamp();
  const type = succeeded ? 'Complete' : 'Failed';
  const conditions = setCondition((job.status?.conditions ?? []) as unknown as Condition[], type, 'True', reason, message, now);
  const status = { ...job.status, conditions, ...(succeeded ? { completionTime: now } : {}) } as unknown as JobStatus;
  const written = write(job, status, context);
  const { completions } = job.spec ?? {};
  if (succeeded && completions !== undefined && (status.succeeded ?? 0) > completions) {
    const tooMany = 'Too many succeeded pods running after completion count reached';
    context.events.record(job, { type: 'Warning', reason: 'TooManySucceededPods', message: tooMany, component: COMPONENT });
  }
  if (succeeded) context.events.record(job, { type: 'Normal', reason: 'Completed', message: 'Job completed', component: COMPONENT });
  else context.events.record(job, { type: 'Warning', reason, message, component: COMPONENT });
  return written;
}

function write(job: Job, status: JobStatus, { api }: ActorContext): Job {
  return deepEqual(status, job.status) ? job : api.updateStatus('jobs.batch', { ...job, status });
}

/** A condition that is there is rewritten in its place when its status changes; lastProbeTime tells when. */
function setCondition(
  conditions: readonly Condition[],
  type: string,
  status: string,
  reason: string,
  message: string,
  now: string,
): Condition[] {
  const next: Condition = { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
  const present = conditionOf(conditions, type);
  if (!present) return [...conditions, next];
  return present.status === status ? [...conditions] : conditions.map((condition) => (condition === present ? next : condition));
}
