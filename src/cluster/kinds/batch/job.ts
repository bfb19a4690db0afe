import { formatLabelSelector } from '../../../api/labels.ts';
import { humanDuration, parseTime } from '../../../api/time.ts';
import { deepEqual } from '../../../api/json.ts';
import type { Job } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings } from '../core/pod-warnings.ts';
import { defineKind } from '../define.ts';
import { templateColumns } from '../template-columns.ts';
import { setJobSpecDefaults } from './job-defaults.ts';
import { generatedSelector, jobLabels } from './job-labels.ts';
import { validateJobStatus } from './job-status.ts';
import { jobSpecWarnings, validateJob, validateJobUpdate } from './job-validation.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

export const job = defineKind<Job>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  namespaced: true,
  categories: ['all'],
  definition: 'io.k8s.api.batch.v1.Job',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn('Status', jobDisplayStatus),
    textColumn('Completions', completionsCell),
    textColumn('Duration', durationCell),
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec?.template.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector), 1),
  ],
  status: true,
  defaultPropagation: 'Orphan',
  defaultPropagationWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  fields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  setDefaults(object) {
    const spec = (object.spec ??= {} as NonNullable<Job['spec']>);
    object.status ??= {};
    spec.template = setPodTemplateDefaults(spec.template);
    setJobSpecDefaults(spec);
    labelLikeTemplate(object);
  },
  dropDisabled: (object, previous) => dropDisabledPodFields(object.spec?.template.spec, previous?.spec?.template.spec),
  prepareForCreate(object) {
    object.status = {};
    if (object.spec?.manualSelector) return;
    const { template, selector } = object.spec!;
    const labels = jobLabels(object);
    template.metadata = { ...template.metadata, labels: { ...labels, ...template.metadata?.labels } };
    object.spec!.selector = generatedSelector(selector, labels);
    labelLikeTemplate(object);
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: (next, previous) => (deepEqual(next.status, previous.status) ? [] : validateJobStatus(next)),
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...jobSpecWarnings(object.spec!, 'spec', previous?.spec),
  ],
});

/** A job without labels of its own shows those of its pods. */
function labelLikeTemplate({ metadata, spec }: Job): void {
  const labels = spec?.template.metadata?.labels;
  if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

/** What the STATUS column shows: the condition that matters most. */
function jobDisplayStatus({ metadata, status }: Job): string {
  const has = (type: string): boolean =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completionsCell({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationCell({ status }: Job, now: number): string {
  const started = status?.startTime === undefined ? undefined : parseTime(status.startTime);
  if (started === undefined) return '';
  const completed = status?.completionTime === undefined ? now : (parseTime(status.completionTime) ?? now);
  return humanDuration(completed - started);
}
