import { deepEqual } from '../../../api/json.ts';
import { controllerOf } from '../../../api/object.ts';
import { hasReason, StatusError } from '../../../api/status.ts';
import { formatRfc1123, formatRfc3339, parseTime } from '../../../api/time.ts';
import type { CronJob, Job } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import { CronError, parseCronSchedule, type CronSchedule } from '../../kinds/batch/cron-schedule.ts';
import { timeZoneError } from '../../kinds/batch/time-zone.ts';
import type { Actor, ActorContext, Requeue } from '../../sim/actor.ts';
import { finishCondition } from '../job/verdict.ts';
import { controllerKeys, itself, splitKey } from '../keys.ts';
import { controllerReference } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { withBackOff } from '../retries.ts';
import { formatLocal, missedTimes, nextTime } from './next-time.ts';

const COMPONENT = 'cronjob-controller';
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** Jobs are made a little after the minute, so that it has surely begun. */
const DELTA = 100;
const MANY_MISSED = 100;

interface Reference {
  kind: string;
  namespace: string;
  name: string;
  uid: string;
  apiVersion: string;
  resourceVersion?: string;
}

interface Status {
  active?: Reference[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
}

/** One look at a CronJob; the status is collected and written at the end. */
interface Run {
  context: ActorContext;
  cronJob: CronJob;
  spec: NonNullable<CronJob['spec']>;
  jobs: readonly Job[];
  status: Status;
}

/** Starts Jobs by the clock. It is woken by timers, its CronJobs and their Jobs. */
export const cronJobController: Actor = {
  name: 'cronjob',
  watches: {
    'cronjobs.batch': itself,
    'jobs.batch': (change) => controllerKeys('CronJob', change),
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const cronJob = context.api.get('cronjobs.batch', namespace, name);
    if (!cronJob?.spec) return;
    const uid = cronJob.metadata.uid ?? '';
    const jobs = context.api.owned('jobs.batch', uid).filter((job) => controllerOf(job)?.uid === uid);
    const run: Run = { context, cronJob, spec: cronJob.spec, jobs, status: { ...(cronJob.status as Status | undefined) } };
    followJobs(run);
    cleanUp(run);
    try {
      return schedule(run);
    } finally {
      writeStatus(run);
    }
  }),
  /** Jobs that would have come, ended and been cleaned up again leave nothing but the times in the status. */
  fastForward(key, until, context) {
    const { namespace, name } = splitKey(key);
    const cronJob = context.api.get('cronjobs.batch', namespace, name);
    if (!cronJob?.spec || cronJob.metadata.deletionTimestamp || cronJob.spec.suspend === true) return undefined;
    const status: Status = { ...(cronJob.status as Status | undefined) };
    const last = parseTime(status.lastScheduleTime ?? '');
    if (last === undefined || (status.active?.length ?? 0) > 0) return undefined;
    const run: Run = { context, cronJob, spec: cronJob.spec, jobs: [], status };
    const plan = readSchedule(run);
    if (!plan) return undefined;
    const { latest } = missedTimes(plan.times, last, until, plan.timeZone);
    const next = nextTime(plan.times, until, plan.timeZone);
    if (latest === undefined || next === undefined) return undefined;
    const succeeded = parseTime(status.lastSuccessfulTime ?? '');
    status.lastScheduleTime = formatRfc3339(latest);
    if (succeeded !== undefined && succeeded >= last) status.lastSuccessfulTime = formatRfc3339(latest + succeeded - last);
    writeStatus(run);
    return { at: next + DELTA };
  },
};

/** Takes note of Jobs that ended, went missing, or were started by somebody else. */
function followJobs(run: Run): void {
  const { jobs, context, status } = run;
  for (const job of jobs) {
    const finished = finishCondition(job.status);
    const listed = status.active?.some(({ uid }) => uid === job.metadata.uid) === true;
    if (!listed && !finished) {
      tell(run, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name ?? ''}`);
    } else if (listed && finished) {
      dropActive(status, job.metadata.uid ?? '');
      tell(run, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name ?? ''}, condition: ${finished.type}`);
    }
    const ended = finished?.type === 'Complete' ? (job.status?.completionTime as string | undefined) : undefined;
    if (ended !== undefined && (status.lastSuccessfulTime === undefined || ended > status.lastSuccessfulTime))
      status.lastSuccessfulTime = ended;
  }
  for (const { uid, name, namespace } of status.active ?? []) {
    if (jobs.some(({ metadata }) => metadata.uid === uid)) continue;
    if (context.api.get('jobs.batch', namespace, name)?.metadata.uid === uid) continue;
    dropActive(status, uid);
    tell(run, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
  }
}

function dropActive(status: Status, uid: string): void {
  status.active = status.active?.filter((reference) => reference.uid !== uid) ?? [];
}

/** Keeps as many finished Jobs as the history limits say. */
function cleanUp(run: Run): void {
  const { spec, jobs } = run;
  for (const [type, limit] of [
    ['Complete', spec.successfulJobsHistoryLimit],
    ['Failed', spec.failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const finished = jobs.filter((job) => finishCondition(job.status)?.type === type).sort(byStart);
    for (const job of finished.slice(0, Math.max(0, finished.length - limit))) deleteJob(run, job);
  }
}

function byStart(a: Job, b: Job): number {
  const [first, second] = [a, b].map(({ status, metadata }) => `${String(status?.startTime ?? '')} ${metadata.name ?? ''}`) as [
    string,
    string,
  ];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Starts the Job that is due, if one is, and says when to look again. */
function schedule(run: Run): Requeue | void {
  const { cronJob, spec, context, status } = run;
  const now = context.now();
  if (cronJob.metadata.deletionTimestamp || spec.suspend === true) return;
  const plan = readSchedule(run);
  if (!plan) return;
  const { times, timeZone } = plan;
  const next = nextTime(times, now, timeZone);
  const requeue = next === undefined ? undefined : { at: next + DELTA };
  const created = parseTime(cronJob.metadata.creationTimestamp ?? '') ?? 0;
  let since = status.lastScheduleTime === undefined ? created : (parseTime(status.lastScheduleTime) ?? created);
  const deadline = spec.startingDeadlineSeconds === undefined ? undefined : spec.startingDeadlineSeconds * 1000;
  if (deadline !== undefined) since = Math.max(since, now - deadline);
  const { latest, count } = missedTimes(times, since, now, timeZone);
  if (latest === undefined) return requeue;
  if (count > MANY_MISSED) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    tell(run, 'Warning', 'TooManyMissedTimes', message);
  }
  if (deadline !== undefined && latest + deadline < now) {
    tell(run, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${formatRfc1123(latest)}`);
    return requeue;
  }
  const name = `${cronJob.metadata.name ?? ''}-${Math.floor(latest / 60_000)}`;
  if (status.active?.some((reference) => reference.name === name) || status.lastScheduleTime === formatRfc3339(latest)) return requeue;
  if (spec.concurrencyPolicy === 'Forbid' && (status.active?.length ?? 0) > 0) {
    tell(run, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
    return requeue;
  }
  if (spec.concurrencyPolicy === 'Replace') {
    for (const reference of status.active ?? []) {
      const job = context.api.get('jobs.batch', reference.namespace, reference.name);
      if (job) deleteJob(run, job);
    }
  }
  start(run, name, latest, timeZone);
  return requeue;
}

function readSchedule(run: Run): { times: CronSchedule; timeZone: string } | undefined {
  const { schedule: text, timeZone } = run.spec;
  const zoneError = timeZone === undefined ? undefined : timeZoneError(timeZone);
  if (zoneError !== undefined) {
    tell(run, 'Warning', 'UnknownTimeZone', `invalid timeZone: "${timeZone ?? ''}": ${zoneError}`);
    return undefined;
  }
  try {
    return { times: parseCronSchedule(text), timeZone: timeZone ?? 'UTC' };
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    tell(run, 'Warning', 'UnparseableSchedule', `unparseable schedule: "${text}" : ${error.message}`);
    return undefined;
  }
}

function start(run: Run, name: string, time: number, timeZone: string): void {
  const { cronJob, spec, status } = run;
  const { metadata, spec: jobSpec } = spec.jobTemplate;
  const wanted = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cronJob.metadata.namespace ?? '',
      ...(metadata?.labels ? { labels: { ...metadata.labels } } : {}),
      annotations: { ...metadata?.annotations, [SCHEDULED]: formatLocal(time, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobSpec,
  } as unknown as NewObject<Job>;
  const job = createJob(run, wanted);
  if (!job) return;
  tell(run, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  const { namespace = '', uid = '', resourceVersion } = job.metadata;
  const reference: Reference = {
    kind: 'Job',
    namespace,
    name,
    uid,
    apiVersion: 'batch/v1',
    ...(resourceVersion ? { resourceVersion } : {}),
  };
  status.active = [...(status.active ?? []), reference];
  status.lastScheduleTime = formatRfc3339(time);
}

function createJob(run: Run, wanted: NewObject<Job>): Job | undefined {
  const { api } = run.context;
  try {
    return api.create('jobs.batch', wanted);
  } catch (error) {
    if (isNamespaceTerminating(error)) return undefined;
    if (hasReason(error, 'AlreadyExists')) {
      const present = api.get('jobs.batch', wanted.metadata.namespace ?? '', wanted.metadata.name ?? '');
      return present && controllerOf(present)?.uid === run.cronJob.metadata.uid ? present : undefined;
    }
    if (error instanceof StatusError) tell(run, 'Warning', 'FailedCreate', `Error creating job: ${(error as StatusError).message}`);
    throw error;
  }
}

function deleteJob(run: Run, job: Job): void {
  const { namespace = '', name = '', uid = '' } = job.metadata;
  try {
    run.context.api.delete('jobs.batch', namespace, name, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
  dropActive(run.status, uid);
  tell(run, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
}

function writeStatus({ cronJob, status, context }: Run): void {
  if (status.active?.length === 0) delete status.active;
  if (deepEqual(status, cronJob.status ?? {})) return;
  const { namespace = '', name = '' } = cronJob.metadata;
  if (context.api.get('cronjobs.batch', namespace, name))
    context.api.updateStatus('cronjobs.batch', { ...cronJob, status } as unknown as CronJob);
}

function tell({ context, cronJob }: Run, type: 'Normal' | 'Warning', reason: string, message: string): void {
  context.events.record(cronJob, { type, reason, message, component: COMPONENT });
}
