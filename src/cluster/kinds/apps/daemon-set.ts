import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { formatLabels, formatLabelSelector, matchesSelector } from '../../../api/labels.ts';
import type { DaemonSet } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings, templateWarnings } from '../core/pod-warnings.ts';
import { validatePodTemplateSpec } from '../core/template-validation.ts';
import { defineKind } from '../define.ts';
import {
  atMostWhole,
  compiledSelector,
  countOrPercent,
  immutable,
  isEmptySelector,
  nonNegative,
  plainNumber,
  shownMap,
  shownSelector,
  validateLabelSelector,
} from '../field-checks.ts';
import { validateCollisions, validateCounts } from '../replica-counts.ts';
import { templateColumns } from '../template-columns.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

type Spec = NonNullable<DaemonSet['spec']>;
type Strategy = NonNullable<Spec['updateStrategy']>;

/** Counts the changes of the template; an old name for what ControllerRevisions do, kept on every DaemonSet. */
export const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';

const emptyStatus = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };

const statusCounts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

export const daemonSet = defineKind<DaemonSet>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  namespaced: true,
  shortNames: ['ds'],
  categories: ['all'],
  definition: 'io.k8s.api.apps.v1.DaemonSet',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0),
    integerColumn('Current', ({ status }) => status?.currentNumberScheduled ?? 0),
    integerColumn('Ready', ({ status }) => status?.numberReady ?? 0),
    integerColumn('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0),
    integerColumn('Available', ({ status }) => status?.numberAvailable ?? 0),
    textColumn('Node Selector', ({ spec }) => formatLabels(spec?.template.spec?.nodeSelector)),
    ageColumn,
    ...templateColumns<DaemonSet>(({ spec }) => spec?.template.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector), 1),
  ],
  status: true,
  setDefaults(object) {
    const spec = (object.spec ??= {} as Spec);
    object.status ??= { ...emptyStatus };
    spec.template = setPodTemplateDefaults(spec.template);
    const strategy = (spec.updateStrategy ??= {});
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {};
      strategy.rollingUpdate.maxUnavailable ??= 1;
      strategy.rollingUpdate.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
  },
  dropDisabled: (object, previous) => dropDisabledPodFields(object.spec?.template.spec, previous?.spec?.template.spec),
  prepareForCreate(object) {
    object.status = { ...emptyStatus };
    setTemplateGeneration(object, 1);
  },
  prepareForUpdate(next, previous) {
    const generation = Number(previous.metadata.annotations?.[templateGenerationAnnotation] ?? 0);
    setTemplateGeneration(next, deepEqual(next.spec?.template, previous.spec?.template) ? generation : generation + 1);
  },
  transitionFirst: true,
  validate: ({ spec }) => validateSpec(spec!),
  validateUpdate: ({ spec }, previous) =>
    immutable('spec.selector', spec?.selector, previous.spec?.selector, shownSelector(spec?.selector)),
  validateStatusUpdate: ({ status }, previous) => [
    ...validateCounts(status, { counts: statusCounts }),
    ...validateCollisions(status, previous.status),
  ],
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...templateWarnings(object.spec?.template, 'spec.template', previous?.spec?.template),
  ],
});

function setTemplateGeneration(object: DaemonSet, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [templateGenerationAnnotation]: String(generation) };
}

function validateSpec(spec: Spec): FieldError[] {
  const { selector, template } = spec;
  const errors = validateLabelSelector(selector, 'spec.selector');
  const compiled = compiledSelector(selector);
  if (compiled !== undefined && !matchesSelector(compiled, template.metadata?.labels)) {
    const labels = shownMap(template.metadata?.labels);
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  if (selector && isEmptySelector(selector)) errors.push(invalid('spec.selector', {}, 'empty selector is invalid for daemonset'));
  errors.push(...validatePodTemplateSpec(template, 'spec.template'));
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {};
  if (restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in DaemonSet is not Supported'));
  }
  return [
    ...errors,
    ...validateUpdateStrategy(spec.updateStrategy!, 'spec.updateStrategy'),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
  ];
}

function validateUpdateStrategy({ type, rollingUpdate }: Strategy, path: string): FieldError[] {
  const at = child(path, 'rollingUpdate');
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const rolling = rollingUpdate && { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 };
    return [notSupported(path, { Type: type, RollingUpdate: rolling ?? null }, ['RollingUpdate', 'OnDelete'])];
  }
  if (!rollingUpdate) return [required(at)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const unavailable = child(at, 'maxUnavailable');
  const surge = child(at, 'maxSurge');
  const errors = [
    ...countOrPercent(unavailable, maxUnavailable),
    ...countOrPercent(surge, maxSurge),
    ...atMostWhole(unavailable, maxUnavailable),
    ...atMostWhole(surge, maxSurge),
  ];
  const hasUnavailable = plainNumber(maxUnavailable) !== 0;
  const hasSurge = plainNumber(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) errors.push(invalid(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!hasUnavailable && !hasSurge) errors.push(required(unavailable, 'cannot be 0 when maxSurge is 0'));
  return errors;
}
