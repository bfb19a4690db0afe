import { child, invalid, keyed, notSupported, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { matchesSelector } from '../../../api/labels.ts';
import { checkDnsLabel, checkDomainPrefixedPath } from '../../../api/names.ts';
import type { Affinity, Job, JobSpec, PodTemplateSpec } from '../../../api/types.ts';
import { allContainers } from '../core/pod-defaults.ts';
import { shownTemplate } from '../core/pod-dump.ts';
import { validatePodTemplateSpec } from '../core/template-validation.ts';
import { compiledSelector, immutable, nonNegative, shownMap, shownSelector, validateLabelSelector } from '../field-checks.ts';
import { templateWarnings } from '../core/pod-warnings.ts';
import { jobLabels } from './job-labels.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './job-policies.ts';

const maxManagedByLength = 63;
const maxIndexed = 100_000;
/** With more completions than maxIndexed, the status has no room for many indexes that fail. */
const maxIndexedOfMany = 10_000;

export function validateJob({ metadata, spec }: Job): FieldError[] {
  return [...generatedSelectorErrors({ metadata, spec }), ...validateSpec(spec!, 'spec'), ...podHostnameErrors(metadata.name ?? '', spec!)];
}

function validateSpec(spec: JobSpec, path: string): FieldError[] {
  const { selector, template } = spec;
  const errors = validateJobTemplate(spec, path);
  if (selector) errors.push(...validateLabelSelector(selector, child(path, 'selector')));
  else errors.push(required(child(path, 'selector')));
  const compiled = compiledSelector(selector);
  if (compiled !== undefined && !matchesSelector(compiled, template.metadata?.labels)) {
    const labels = shownMap(template.metadata?.labels);
    errors.push(invalid(child(path, 'template.metadata.labels'), labels, '`selector` does not match template `labels`'));
  }
  return errors;
}

/** What a Job and the job template of a CronJob have in common; the selector is not made before there is a Job. */
export function validateJobTemplate(spec: JobSpec, path: string): FieldError[] {
  return [
    ...nonNegative(child(path, 'parallelism'), spec.parallelism),
    ...nonNegative(child(path, 'completions'), spec.completions),
    ...nonNegative(child(path, 'activeDeadlineSeconds'), spec.activeDeadlineSeconds),
    ...nonNegative(child(path, 'backoffLimit'), spec.backoffLimit),
    ...nonNegative(child(path, 'ttlSecondsAfterFinished'), spec.ttlSecondsAfterFinished),
    ...nonNegative(child(path, 'backoffLimitPerIndex'), spec.backoffLimitPerIndex),
    ...maxFailedIndexesErrors(spec, path),
    ...managedByErrors(spec.managedBy, child(path, 'managedBy')),
    ...completionModeErrors(spec, path),
    ...(spec.podFailurePolicy ? validateFailurePolicy(spec, child(path, 'podFailurePolicy')) : []),
    ...(spec.successPolicy ? validateSuccessPolicy(spec, child(path, 'successPolicy')) : []),
    ...replacementPolicyErrors(spec, child(path, 'podReplacementPolicy')),
    ...validatePodTemplateSpec(spec.template, child(path, 'template')),
    ...restartPolicyErrors(spec, child(path, 'template', 'spec', 'restartPolicy')),
  ];
}

function maxFailedIndexesErrors({ maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: string): FieldError[] {
  if (maxFailedIndexes === undefined) return [];
  const errors = nonNegative(child(path, 'maxFailedIndexes'), maxFailedIndexes);
  if (backoffLimitPerIndex === undefined) errors.push(required(child(path, 'backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  return errors;
}

function managedByErrors(managedBy: string | undefined, path: string): FieldError[] {
  if (managedBy === undefined) return [];
  const errors = checkDomainPrefixedPath(managedBy).map((message) => invalid(path, managedBy, message));
  return managedBy.length > maxManagedByLength ? [...errors, tooLong(path, maxManagedByLength)] : errors;
}

function completionModeErrors(spec: JobSpec, path: string): FieldError[] {
  const { completionMode, completions, parallelism = 0, backoffLimitPerIndex, maxFailedIndexes } = spec;
  const errors: FieldError[] = [];
  if (completionMode === 'Indexed') {
    if (completions === undefined) errors.push(required(child(path, 'completions'), 'when completion mode is Indexed'));
    if (parallelism > maxIndexed) {
      const text = `must be less than or equal to ${maxIndexed} when completion mode is Indexed`;
      errors.push(invalid(child(path, 'parallelism'), parallelism, text));
    }
    if (maxFailedIndexes !== undefined && completions !== undefined && maxFailedIndexes > completions) {
      errors.push(invalid(child(path, 'maxFailedIndexes'), maxFailedIndexes, 'must be less than or equal to completions'));
    }
    if (maxFailedIndexes !== undefined && maxFailedIndexes > maxIndexed) {
      errors.push(invalid(child(path, 'maxFailedIndexes'), maxFailedIndexes, `must be less than or equal to ${maxIndexed}`));
    }
    return completions !== undefined && completions > maxIndexed && backoffLimitPerIndex !== undefined
      ? [...errors, ...manyIndexesErrors({ parallelism, maxFailedIndexes }, path)]
      : errors;
  }
  if (completionMode !== undefined && completionMode !== 'NonIndexed') {
    errors.push(notSupported(child(path, 'completionMode'), completionMode, ['NonIndexed', 'Indexed']));
  }
  const indexedOnly = { backoffLimitPerIndex, maxFailedIndexes };
  for (const [field, value] of Object.entries(indexedOnly)) {
    if (value !== undefined) errors.push(invalid(child(path, field), value, 'requires indexed completion mode'));
  }
  return errors;
}

function manyIndexesErrors(counts: Pick<JobSpec, 'parallelism' | 'maxFailedIndexes'>, path: string): FieldError[] {
  const text = `must be less than or equal to ${maxIndexedOfMany} when completions are above ${maxIndexed} and used with backoff limit per index`;
  const missing = counts.maxFailedIndexes === undefined;
  return [
    ...(missing ? [required(child(path, 'maxFailedIndexes'), `must be specified when completions is above ${maxIndexed}`)] : []),
    ...Object.entries(counts).flatMap(([field, value]) => (value > maxIndexedOfMany ? [invalid(child(path, field), value, text)] : [])),
  ];
}

/** Of a Job, or of the job template of a CronJob. */
export function jobSpecWarnings(spec: JobSpec, path: string, previous?: JobSpec): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec;
  const many = completionMode === 'Indexed' && completions > maxIndexed && parallelism > maxIndexedOfMany;
  return [
    ...(many && !deepEqual(spec, previous)
      ? [
          `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
        ]
      : []),
    ...templateWarnings(spec.template, child(path, 'template'), previous?.template),
  ];
}

function replacementPolicyErrors({ podReplacementPolicy, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  if (podReplacementPolicy === undefined) return [];
  const supported = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return supported.includes(podReplacementPolicy) ? [] : [notSupported(path, podReplacementPolicy, supported)];
}

function restartPolicyErrors({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const policy = template.spec?.restartPolicy;
  // Always may be the default: then the field was not given at all.
  if (policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'])];
  return podFailurePolicy && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

function generatedSelectorErrors({ metadata, spec }: Job): FieldError[] {
  const { manualSelector, selector, template } = spec!;
  if (manualSelector || !selector) return [];
  const wanted = jobLabels({ metadata });
  const errors = Object.entries(wanted).flatMap(([key, value]) => {
    const given = template.metadata?.labels?.[key];
    const at = keyed('spec.template.metadata.labels', key);
    if (given === undefined) return [required(at, `must be '${value}'`)];
    return given === value ? [] : [invalid(at, shownMap(template.metadata?.labels), `must be '${value}'`)];
  });
  const compiled = compiledSelector(selector);
  if (compiled !== undefined && !matchesSelector(compiled, wanted)) {
    errors.push(invalid('spec.selector', shownSelector(selector), '`selector` not auto-generated'));
  }
  return errors;
}

/** The pods of an indexed Job are called after it, and their names have to be host names. */
function podHostnameErrors(name: string, { completionMode, completions = 0 }: JobSpec): FieldError[] {
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const last = `${name}-${completions - 1}`;
  return checkDnsLabel(last).length > 0
    ? [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)]
    : [];
}

const immutableFields = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

export function validateJobUpdate({ spec: next }: Job, { spec: previous, status }: Job): FieldError[] {
  const { completions, parallelism, completionMode } = next!;
  const errors: FieldError[] = [];
  if (completionMode !== 'Indexed') errors.push(...immutable('spec.completions', completions, previous!.completions));
  else if (completions !== previous!.completions && completions !== parallelism) {
    errors.push(invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism'));
  }
  errors.push(...immutable('spec.selector', next!.selector, previous!.selector, shownSelector(next!.selector)));
  const isWaiting = previous!.suspend === true && (status?.active ?? 0) === 0;
  const template = isWaiting ? withoutDirectives(next!.template, previous!.template) : next!.template;
  if (!deepEqual(template, previous!.template)) errors.push(invalid('spec.template', shownTemplate(next!.template), 'field is immutable'));
  for (const field of immutableFields) errors.push(...immutable(`spec.${field}`, next![field], previous![field]));
  return errors;
}

/** Where the pods of a suspended Job go may still change, and what they ask for. */
function withoutDirectives(next: PodTemplateSpec, previous: PodTemplateSpec): PodTemplateSpec {
  const { nodeSelector, tolerations, schedulingGates } = previous.spec!;
  const affinity = withNodeAffinity(next.spec?.affinity, previous.spec?.affinity);
  const resources = new Map(allContainers(previous.spec!).map((container) => [container.name, container.resources]));
  const keep = <T extends { name: string; resources?: object }>(container: T): T => ({
    ...container,
    resources: resources.get(container.name),
  });
  return {
    metadata: { ...next.metadata, labels: previous.metadata?.labels, annotations: previous.metadata?.annotations },
    spec: {
      ...next.spec!,
      ...{ nodeSelector, affinity, tolerations, schedulingGates },
      containers: next.spec!.containers.map(keep),
      ...(next.spec!.initContainers ? { initContainers: next.spec!.initContainers.map(keep) } : {}),
    },
  };
}

/** Only which nodes are fit may change, not which pods are near. */
function withNodeAffinity(next: Affinity | undefined, previous: Affinity | undefined): Affinity | undefined {
  if (!next && !(previous?.podAffinity ?? previous?.podAntiAffinity)) return previous;
  const { nodeAffinity: _, ...pods } = next ?? {};
  const nodeAffinity = previous?.nodeAffinity;
  return !previous && Object.keys(pods).length === 0 ? undefined : { ...pods, ...(nodeAffinity && { nodeAffinity }) };
}
