import { deepEqual } from '../../../api/json.ts';
import { StatusError } from '../../../api/status.ts';
import { parseTime } from '../../../api/time.ts';
import type { Job, JobStatus, Pod } from '../../../api/types.ts';
import type { ActorContext, Requeue } from '../../sim/actor.ts';
import { conditionOf, type Condition } from '../conditions.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../pod-control.ts';
import { isActive, isReady, isTerminating } from '../pod-state.ts';
import { podsToDelete } from '../replication/ranking.ts';
import { wakeAt } from '../retries.ts';
import { omitEmpty } from '../wire-status.ts';
import { countFailures, nextAttempt, type Failures } from './back-off.ts';
import { judgeFailure } from './failure-policy.ts';
import { formatIndexes, parseIndexes, pendingIndexes } from './indexes.ts';
import { finishedAt, hasFailed, indexFailures, indexOf, isIndexed, isTracked, newPod, podsOf, untrack } from './pods.ts';

export const COMPONENT = 'job-controller';
const BURST = 500;
const NONE: Failures = { count: 0, last: 0 };

/** How a Job is going to end. */
interface Verdict {
  succeeded: boolean;
  reason: string;
  message: string;
}

/** One look at a Job's pods. */
interface Tally {
  job: Job;
  spec: NonNullable<Job['spec']>;
  active: Pod[];
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  succeededIndexes: Set<number>;
  failedIndexes: Set<number>;
  failures: Failures;
  startTime: string | undefined;
  conditions: Condition[];
}

export function syncJob(key: string, job: Job, context: ActorContext): Requeue | void {
  if (isFinished(job)) {
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
  } else {
    if (job.metadata.deletionTimestamp === undefined) {
      try {
        next = manage(tally, pods, context);
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
  for (const pod of finished) untrack(pod, context);
  if (!deepEqual(tally.failures, context.memory.get(key) ?? NONE)) context.memory.set(key, tally.failures);
  // Not finished as long as any of its pods is on its way out.
  if (verdict && tally.terminating === 0 && tally.active.length === 0) written = finish(written, verdict, context);
  if (error) throw error;
  return wakeAt(next, deadlineOf(written));
}

export function isFinished({ status }: Job): boolean {
  return finishCondition(status) !== undefined;
}

export function finishCondition(status: JobStatus | undefined): Condition | undefined {
  return (status?.conditions as unknown as Condition[] | undefined)?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}

function count(key: string, job: Job, pods: readonly Pod[], finished: readonly Pod[], context: ActorContext): Tally {
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
      if (action === 'FailIndex' || indexFailures(pod) >= spec.backoffLimitPerIndex) failedIndexes.add(index);
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
    failures: countFailures(context.memory.get<Failures>(key) ?? NONE, ends),
    startTime: (job.status?.startTime as string | undefined) ?? (suspended ? undefined : context.timestamp()),
    conditions: (job.status?.conditions ?? []) as unknown as Condition[],
  };
}

/** What an earlier look has decided. */
function decided({ conditions }: Tally): Verdict | undefined {
  for (const [type, succeeded] of [
    ['SuccessCriteriaMet', true],
    ['FailureTarget', false],
  ] as const) {
    const condition = conditionOf(conditions, type);
    if (condition?.status === 'True') return { succeeded, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

function failure(tally: Tally, pods: readonly Pod[], finished: readonly Pod[], context: ActorContext): Verdict | undefined {
  const { job, spec, failed, failedIndexes, succeededIndexes } = tally;
  const fail = (reason: string, message: string): Verdict => ({ succeeded: false, reason, message });
  for (const pod of finished) {
    if (pod.status?.phase !== 'Failed') continue;
    const { action, message } = judgeFailure(job, pod);
    if (action === 'FailJob') return fail('PodFailurePolicy', message ?? '');
  }
  const limit = spec.backoffLimit ?? 6;
  if (failed > limit || tooManyRestarts(job, pods, limit))
    return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const due = deadlineOf({ ...job, status: { ...job.status, startTime: tally.startTime } as JobStatus });
  if (due !== undefined && due <= context.now()) return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (failedIndexes.size === 0) return undefined;
  if (spec.maxFailedIndexes !== undefined && failedIndexes.size > spec.maxFailedIndexes) {
    return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  }
  if (failedIndexes.size + succeededIndexes.size >= (spec.completions ?? 0)) return fail('FailedIndexes', 'Job has failed indexes');
  return undefined;
}

/** Pods that restart in place use up the limit by their restarts. */
function tooManyRestarts({ spec }: Job, pods: readonly Pod[], limit: number): boolean {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods.filter(isActive)) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount;
  }
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function successPolicy({ spec, succeededIndexes }: Tally): Verdict | undefined {
  for (const [index, rule] of (spec.successPolicy?.rules ?? []).entries()) {
    const wanted = rule.succeededIndexes === undefined ? undefined : parseIndexes(rule.succeededIndexes, spec.completions ?? 0);
    const matching = wanted ? [...wanted].filter((one) => succeededIndexes.has(one)).length : succeededIndexes.size;
    const needed = rule.succeededCount ?? wanted?.size;
    if (needed !== undefined && matching >= needed)
      return { succeeded: true, reason: 'SuccessPolicy', message: `Matched rules at index ${index}` };
  }
  return undefined;
}

function completion({ spec, succeeded, active }: Tally): Verdict | undefined {
  const complete = spec.completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= spec.completions;
  return complete ? { succeeded: true, reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } : undefined;
}

/** Creates or deletes pods; returns when creating has to wait for. */
function manage(tally: Tally, pods: readonly Pod[], context: ActorContext): number | undefined {
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
      Array.from({ length: missing }, () => newPod(job, undefined, undefined)),
      context,
    );
    return undefined;
  }
  const taken = new Set(active.map(indexOf).filter((index) => index !== undefined));
  const plan = indexPlan(tally, pods, taken, missing, context.now());
  create(
    tally,
    plan.ready.map(({ index, failures }) => newPod(job, index, perIndex ? failures : undefined)),
    context,
  );
  return plan.next;
}

function indexPlan(
  { spec, succeededIndexes, failedIndexes }: Tally,
  pods: readonly Pod[],
  taken: ReadonlySet<number>,
  missing: number,
  now: number,
): { ready: { index: number; failures: number }[]; next?: number } {
  const completions = spec.completions ?? 0;
  const pending = pendingIndexes(completions, completions, taken, succeededIndexes, failedIndexes);
  if (spec.backoffLimitPerIndex === undefined) return { ready: pending.slice(0, missing).map((index) => ({ index, failures: 0 })) };
  const ready: { index: number; failures: number }[] = [];
  let next: number | undefined;
  for (const index of pending) {
    const failed = pods.filter((pod) => indexOf(pod) === index && pod.status?.phase === 'Failed');
    const failures = failed.length === 0 ? 0 : Math.max(...failed.map(indexFailures)) + 1;
    const last = Math.max(0, ...failed.map((pod) => finishedAt(pod, now)));
    const due = nextAttempt({ count: failures, last });
    if (due > now) next = Math.min(next ?? due, due);
    else if (ready.length < missing) ready.push({ index, failures });
  }
  return next === undefined ? { ready } : { ready, next };
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
      failed: tally.failed,
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

function deadlineOf({ spec, status }: Job): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || spec.suspend === true || !status?.startTime || finishCondition(status)) return undefined;
  return (parseTime(String(status.startTime)) ?? 0) + spec.activeDeadlineSeconds * 1000;
}
