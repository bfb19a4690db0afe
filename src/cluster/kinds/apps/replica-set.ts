import { formatLabelSelector } from '../../../api/labels.ts';
import type { ReplicaSet } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings, templateWarnings } from '../core/pod-warnings.ts';
import { defineKind } from '../define.ts';
import { immutable, nonNegative, shownSelector } from '../field-checks.ts';
import { validateCounts } from '../replica-counts.ts';
import { templateColumns } from '../template-columns.ts';
import { scaleBinding } from './scale-binding.ts';
import { validateSelectorAndTemplate } from './selector-and-template.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

const statusRules = {
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas', 'observedGeneration'],
  parts: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  moreAvailable: 'cannot be greater than readyReplicas',
};

export const replicaSet = defineKind<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  definition: 'io.k8s.api.apps.v1.ReplicaSet',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn('Desired', ({ spec }) => spec?.replicas ?? 0),
    integerColumn('Current', ({ status }) => status?.replicas ?? 0),
    integerColumn('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    ...templateColumns<ReplicaSet>(({ spec }) => spec?.template?.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector), 1),
  ],
  status: true,
  scale: scaleBinding<ReplicaSet>({ group: 'apps', resource: 'replicasets/scale' }),
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  setDefaults(object) {
    const spec = (object.spec ??= {} as NonNullable<ReplicaSet['spec']>);
    object.status ??= { replicas: 0 };
    spec.template = setPodTemplateDefaults(spec.template);
    spec.replicas ??= 1;
  },
  dropDisabled: (object, previous) => dropDisabledPodFields(object.spec?.template?.spec, previous?.spec?.template?.spec),
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  validate: ({ spec }) => [
    ...nonNegative('spec.replicas', spec!.replicas),
    ...nonNegative('spec.minReadySeconds', spec!.minReadySeconds),
    ...validateSelectorAndTemplate({ selector: spec!.selector, template: spec!.template! }, 'ReplicaSet', 'deployment'),
  ],
  validateUpdate: ({ spec }, previous) =>
    immutable('spec.selector', spec?.selector, previous.spec?.selector, shownSelector(spec?.selector)),
  validateStatusUpdate: ({ status }) => validateCounts(status, statusRules),
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...templateWarnings(object.spec?.template, 'spec.template', previous?.spec?.template),
  ],
});
