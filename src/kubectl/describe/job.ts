import type { LabelSelector } from '../../api/labels.ts';
import { humanDuration } from '../../api/time.ts';
import type { CronJob, Job, JobSpec } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { podTemplateSection } from './pod-template.ts';
import { selectorText } from './replica-sets.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { controllerLine, headSection, metadataLines, nameLines } from './sections/head.ts';

const UNSET = '<unset>';
/** Lists of indexes are cut at the first comma behind this many characters. */
const LONGEST_INDEXES = 50;

export const describeJob = defineDescriber<Job>(async (to, job, context) => {
  const { spec, status } = job;
  nameLines(to, job);
  to.line(0, 'Selector:', spec?.selector ? selectorText(spec.selector as LabelSelector) : UNSET);
  metadataLines(to, job);
  controllerLine(to, job);
  settingLines(to, spec);
  timeLines(to, job);
  const { active = 0, ready, succeeded = 0, failed = 0 } = status ?? {};
  to.line(
    0,
    'Pods Statuses:',
    `${active} Active${ready === undefined ? '' : ` (${ready} Ready)`} / ${succeeded} Succeeded / ${failed} Failed`,
  );
  if (spec?.completionMode === 'Indexed') to.line(0, 'Completed Indexes:', indexesText(status?.completedIndexes));
  podTemplateSection(to, spec?.template);
  await eventsSection(to, job, context);
});

function settingLines(to: Description, spec: JobSpec | undefined): void {
  if (spec?.parallelism !== undefined) to.line(0, 'Parallelism:', String(spec.parallelism));
  to.line(0, 'Completions:', String(spec?.completions ?? UNSET));
  if (spec?.completionMode !== undefined) to.line(0, 'Completion Mode:', spec.completionMode);
  if (spec?.suspend !== undefined) to.line(0, 'Suspend:', String(spec.suspend));
  if (spec?.backoffLimit !== undefined) to.line(0, 'Backoff Limit:', String(spec.backoffLimit));
  if (spec?.ttlSecondsAfterFinished !== undefined) to.line(0, 'TTL Seconds After Finished:', String(spec.ttlSecondsAfterFinished));
}

function timeLines(to: Description, { spec, status }: Job): void {
  const { startTime, completionTime } = status ?? {};
  if (startTime !== undefined) to.line(0, 'Start Time:', timeText(startTime));
  if (completionTime !== undefined) to.line(0, 'Completed At:', timeText(completionTime));
  if (startTime !== undefined && completionTime !== undefined) {
    to.line(0, 'Duration:', humanDuration(Date.parse(completionTime) - Date.parse(startTime)));
  }
  if (spec?.activeDeadlineSeconds !== undefined) to.line(0, 'Active Deadline Seconds:', `${spec.activeDeadlineSeconds}s`);
}

function indexesText(indexes = ''): string {
  if (indexes === '') return '<none>';
  const end = indexes.indexOf(',', LONGEST_INDEXES);
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`;
}

export const describeCronJob = defineDescriber<CronJob>(async (to, cronJob, context) => {
  const { spec, status } = cronJob;
  headSection(to, cronJob);
  to.line(0, 'Schedule:', spec?.schedule ?? '');
  to.line(0, 'Concurrency Policy:', spec?.concurrencyPolicy ?? '');
  to.line(0, 'Suspend:', spec?.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False');
  to.line(0, 'Time Zone:', spec?.timeZone ?? UNSET);
  to.line(0, 'Successful Job History Limit:', String(spec?.successfulJobsHistoryLimit ?? UNSET));
  to.line(0, 'Failed Job History Limit:', String(spec?.failedJobsHistoryLimit ?? UNSET));
  const deadline = spec?.startingDeadlineSeconds;
  to.line(0, 'Starting Deadline Seconds:', deadline === undefined ? UNSET : `${deadline}s`);
  templateLines(to, spec?.jobTemplate.spec);
  to.line(0, 'Last Schedule Time:', status?.lastScheduleTime === undefined ? UNSET : timeText(status.lastScheduleTime));
  to.line(0, 'Active Jobs:', (status?.active ?? []).map(({ name = '' }) => name).join(', ') || '<none>');
  await eventsSection(to, cronJob, context);
});

function templateLines(to: Description, spec: JobSpec | undefined): void {
  to.line(0, 'Selector:', spec?.selector ? selectorText(spec.selector as LabelSelector) : UNSET);
  to.line(0, 'Parallelism:', String(spec?.parallelism ?? UNSET));
  to.line(0, 'Completions:', String(spec?.completions ?? UNSET));
  if (spec?.activeDeadlineSeconds !== undefined) to.line(0, 'Active Deadline Seconds:', `${spec.activeDeadlineSeconds}s`);
  podTemplateSection(to, spec?.template);
}
