import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { formatLabelSelector } from '../../../api/labels.ts';
import type { Deployment } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings, templateWarnings } from '../core/pod-warnings.ts';
import { defineKind } from '../define.ts';
import { atMostWhole, countOrPercent, immutable, nonNegative, plainNumber, shownSelector } from '../field-checks.ts';
import { validateCollisions, validateCounts } from '../replica-counts.ts';
import { templateColumns } from '../template-columns.ts';
import { scaleBinding } from './scale-binding.ts';
import { validateSelectorAndTemplate } from './selector-and-template.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

type Spec = NonNullable<Deployment['spec']>;
type Strategy = NonNullable<Spec['strategy']>;

const statusRules = {
  counts: [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'terminatingReplicas',
    'collisionCount',
  ],
  parts: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
  moreAvailable: 'cannot be greater than readyReplicas',
};

export const deployment = defineKind<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  definition: 'io.k8s.api.apps.v1.Deployment',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    { name: 'Up-to-date', type: 'string', cell: ({ status }) => status?.updatedReplicas ?? 0 },
    { name: 'Available', type: 'string', cell: ({ status }) => status?.availableReplicas ?? 0 },
    ageColumn,
    ...templateColumns<Deployment>(({ spec }) => spec?.template.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector), 1),
  ],
  status: true,
  scale: scaleBinding<Deployment>({ group: 'apps', resource: 'deployments/scale' }),
  // Unlike its fellows a Deployment counts changes of its annotations too.
  generation: (next, previous) =>
    !deepEqual(next.spec, previous.spec) || !deepEqual(next.metadata.annotations, previous.metadata.annotations),
  setDefaults(object) {
    const spec = (object.spec ??= {} as Spec);
    object.status ??= {};
    spec.template = setPodTemplateDefaults(spec.template);
    spec.replicas ??= 1;
    const strategy = (spec.strategy ??= {});
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {};
      strategy.rollingUpdate.maxUnavailable ??= '25%';
      strategy.rollingUpdate.maxSurge ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
  },
  dropDisabled: (object, previous) => dropDisabledPodFields(object.spec?.template.spec, previous?.spec?.template.spec),
  prepareForCreate(object) {
    object.status = {};
  },
  validate: ({ spec }) => validateSpec(spec!),
  validateUpdate: ({ spec }, previous) =>
    immutable('spec.selector', spec?.selector, previous.spec?.selector, shownSelector(spec?.selector)),
  validateStatusUpdate: ({ status }, previous) => [...validateCounts(status, statusRules), ...validateCollisions(status, previous.status)],
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...templateWarnings(object.spec?.template, 'spec.template', previous?.spec?.template),
  ],
});

function validateSpec(spec: Spec): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds } = spec;
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...validateSelectorAndTemplate(spec, 'ReplicaSet', 'deployment'),
    ...validateStrategy(spec.strategy!, 'spec.strategy'),
    ...nonNegative('spec.minReadySeconds', minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', progressDeadlineSeconds),
    ...(progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds
      ? [invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : []),
  ];
}

function validateStrategy(strategy: Strategy, path: string): FieldError[] {
  const rolling = strategy.rollingUpdate;
  const at = child(path, 'rollingUpdate');
  switch (strategy.type) {
    case 'Recreate':
      return rolling ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
    case 'RollingUpdate':
      return rolling ? validateRollingUpdate(rolling, at) : [required(at, 'this should be defaulted and never be nil')];
    default:
      return [notSupported(path, shownStrategy(strategy), ['Recreate', 'RollingUpdate'])];
  }
}

function validateRollingUpdate({ maxUnavailable, maxSurge }: NonNullable<Strategy['rollingUpdate']>, path: string): FieldError[] {
  const at = child(path, 'maxUnavailable');
  const errors = [...countOrPercent(at, maxUnavailable), ...countOrPercent(child(path, 'maxSurge'), maxSurge)];
  if (plainNumber(maxUnavailable) === 0 && plainNumber(maxSurge) === 0) {
    errors.push(invalid(at, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...atMostWhole(at, maxUnavailable)];
}

function shownStrategy({ type, rollingUpdate }: Strategy): unknown {
  const rolling = rollingUpdate && { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 };
  return { Type: type, RollingUpdate: rolling ?? null };
}
