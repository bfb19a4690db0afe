import { parseTime } from '../../../api/time.ts';
import type { Job, JobStatus, Pod } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { conditionOf, type Condition } from '../conditions.ts';
import { isActive } from '../pod-state.ts';
import { judgeFailure } from './failure-policy.ts';
import { parseIndexes } from './indexes.ts';
import type { Tally } from './tally.ts';

/** How a Job is going to end. */
export interface Verdict {
  succeeded: boolean;
  reason: string;
  message: string;
}

/** What an earlier look has decided. */
export function decided({ conditions }: Tally): Verdict | undefined {
  for (const [type, succeeded] of [
    ['SuccessCriteriaMet', true],
    ['FailureTarget', false],
  ] as const) {
    const condition = conditionOf(conditions, type);
    if (condition?.status === 'True') return { succeeded, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

export function failure(tally: Tally, pods: readonly Pod[], finished: readonly Pod[], context: ActorContext): Verdict | undefined {
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

export function successPolicy({ spec, succeededIndexes }: Tally): Verdict | undefined {
  for (const [index, rule] of (spec.successPolicy?.rules ?? []).entries()) {
    const wanted = rule.succeededIndexes === undefined ? undefined : parseIndexes(rule.succeededIndexes, spec.completions ?? 0);
    const matching = wanted ? [...wanted].filter((one) => succeededIndexes.has(one)).length : succeededIndexes.size;
    const needed = rule.succeededCount ?? wanted?.size;
    if (needed !== undefined && matching >= needed)
      return { succeeded: true, reason: 'SuccessPolicy', message: `Matched rules at index ${index}` };
  }
  return undefined;
}

export function completion({ spec, succeeded, active }: Tally): Verdict | undefined {
  const complete = spec.completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= spec.completions;
  return complete ? { succeeded: true, reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } : undefined;
}

export function deadlineOf({ spec, status }: Job): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || spec.suspend === true || !status?.startTime || finishCondition(status)) return undefined;
  return (parseTime(String(status.startTime)) ?? 0) + spec.activeDeadlineSeconds * 1000;
}

/** The condition that says that the Job is over. */
export function finishCondition(status: JobStatus | undefined): Condition | undefined {
  return (status?.conditions as unknown as Condition[] | undefined)?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  );
}
