import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { formatLabelSelector } from '../../../api/labels.ts';
import type { CronJob } from '../../../api/types.ts';
import { age, ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings } from '../core/pod-warnings.ts';
import { defineKind } from '../define.ts';
import { nonNegative, shownSelector } from '../field-checks.ts';
import { templateColumns } from '../template-columns.ts';
import { CronError, parseCronSchedule } from './cron-schedule.ts';
import { jobSpecWarnings, validateJobTemplate } from './job-validation.ts';
import { timeZoneError } from './time-zone.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

type Spec = NonNullable<CronJob['spec']>;
type JobSpec = NonNullable<Spec['jobTemplate']['spec']>;

/** The names of its Jobs add eleven characters, and they have to be labels. */
const nameLimit = 52;

export const cronJob = defineKind<CronJob>({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  definition: 'io.k8s.api.batch.v1.CronJob',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn('Schedule', ({ spec }) => spec?.schedule ?? ''),
    textColumn('Timezone', ({ spec }) => spec?.timeZone ?? '<none>'),
    { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec?.suspend ? 'True' : 'False') },
    integerColumn('Active', ({ status }) => status?.active?.length ?? 0),
    textColumn('Last Schedule', ({ status }, now) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>')),
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec?.jobTemplate.spec?.template.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabelSelector(spec?.jobTemplate.spec?.selector), 1),
  ],
  status: true,
  setDefaults(object) {
    const spec = (object.spec ??= {} as Spec);
    object.status ??= {};
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    spec.jobTemplate ??= {};
    spec.jobTemplate.metadata ??= {};
    spec.jobTemplate.spec ??= {} as NonNullable<Spec['jobTemplate']['spec']>;
    spec.jobTemplate.spec.template = setPodTemplateDefaults(spec.jobTemplate.spec.template);
  },
  dropDisabled: ({ spec }, previous) =>
    dropDisabledPodFields(spec?.jobTemplate.spec?.template.spec, previous?.spec?.jobTemplate.spec?.template.spec),
  prepareForCreate(object) {
    object.status = {};
  },
  validate: validateCronJob,
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...jobSpecWarnings(object.spec!.jobTemplate.spec!, 'spec.jobTemplate.spec', previous?.spec?.jobTemplate.spec),
  ],
});

/** What `previous` has already may be older than a rule: a long name, a zone that nobody knows any more. */
function validateCronJob({ metadata, spec }: CronJob, previous?: CronJob): FieldError[] {
  const { schedule, startingDeadlineSeconds, timeZone, concurrencyPolicy, jobTemplate } = spec!;
  const policies = ['Allow', 'Forbid', 'Replace'];
  return [
    ...(schedule ? scheduleErrors(schedule) : [required('spec.schedule')]),
    ...nonNegative('spec.startingDeadlineSeconds', startingDeadlineSeconds),
    ...(timeZone === undefined || timeZone === previous?.spec?.timeZone ? [] : zoneErrors(timeZone)),
    ...(policies.includes(concurrencyPolicy!) ? [] : [notSupported('spec.concurrencyPolicy', concurrencyPolicy, policies)]),
    ...validateJobTemplate(jobTemplate.spec!, 'spec.jobTemplate.spec'),
    ...selectorErrors(jobTemplate.spec!, 'spec.jobTemplate.spec'),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec!.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec!.failedJobsHistoryLimit),
    ...(!previous && (metadata.name?.length ?? 0) > nameLimit
      ? [invalid('metadata.name', metadata.name, `must be no more than ${nameLimit} characters`)]
      : []),
  ];
}

/** What Jobs select is made when they are. */
function selectorErrors({ selector, manualSelector }: JobSpec, path: string): FieldError[] {
  return [
    ...(selector ? [invalid(child(path, 'selector'), shownSelector(selector), '`selector` will be auto-generated')] : []),
    ...(manualSelector ? [notSupported(child(path, 'manualSelector'), true, ['nil', 'false'])] : []),
  ];
}

function scheduleErrors(schedule: string): FieldError[] {
  const errors: FieldError[] = [];
  try {
    parseCronSchedule(schedule);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    errors.push(invalid('spec.schedule', schedule, error.message));
  }
  if (schedule.includes('TZ')) {
    errors.push(invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  }
  return errors;
}

function zoneErrors(timeZone: string): FieldError[] {
  const error = timeZoneError(timeZone);
  return error === undefined ? [] : [invalid('spec.timeZone', timeZone, error)];
}
