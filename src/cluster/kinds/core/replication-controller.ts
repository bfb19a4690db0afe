import { formatLabels, formatSelector, selectorFromMap } from '../../../api/labels.ts';
import { child, required, type FieldError } from '../../../api/field-error.ts';
import type { ReplicationController } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { nonNegative } from '../field-checks.ts';
import { validateCounts } from '../replica-counts.ts';
import { templateColumns } from '../template-columns.ts';
import { setPodTemplateDefaults } from './pod-defaults.ts';
import { templateWarnings } from './pod-warnings.ts';
import { validateWorkloadTemplate } from './template-validation.ts';
import { dropDisabledPodFields } from './pod-disabled-fields.ts';

const statusRules = {
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  parts: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  moreAvailable: 'cannot be greater than readyReplicas',
};

export const replicationController = defineKind<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  definition: 'io.k8s.api.core.v1.ReplicationController',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn('Desired', ({ spec }) => spec?.replicas ?? 0),
    integerColumn('Current', ({ status }) => status?.replicas ?? 0),
    integerColumn('Ready', ({ status }) => status?.readyReplicas ?? 0),
    ageColumn,
    ...templateColumns<ReplicationController>(({ spec }) => spec?.template?.spec?.containers),
    textColumn('Selector', ({ spec }) => formatLabels(spec?.selector), 1),
  ],
  status: true,
  defaultPropagation: 'Orphan',
  scale: {
    replicas: ({ spec }) => spec?.replicas ?? 0,
    setReplicas(object, replicas) {
      object.spec = { ...object.spec, replicas };
    },
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => formatSelector(selectorFromMap(spec?.selector ?? {})),
    missing: { group: 'autoscaling', resource: 'replicationcontrollers/scale' },
  },
  fields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
  setDefaults(object) {
    const spec = (object.spec ??= {});
    object.status ??= { replicas: 0 };
    spec.replicas ??= 1;
    if (!spec.template) return;
    spec.template = setPodTemplateDefaults(spec.template);
    const labels = spec.template.metadata?.labels;
    if (!labels) return;
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = { ...labels };
  },
  dropDisabled: ({ spec }, previous) => dropDisabledPodFields(spec?.template?.spec, previous?.spec?.template?.spec),
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  validate: validateSpec,
  validateStatusUpdate: ({ status }) => validateCounts(status, statusRules),
  warnings: ({ spec }, previous) => templateWarnings(spec?.template, 'spec.template', previous?.spec?.template),
});

function validateSpec({ spec }: ReplicationController): FieldError[] {
  const { selector = {}, replicas, minReadySeconds, template } = spec!;
  const isEmpty = Object.keys(selector).length === 0;
  return [
    ...nonNegative('spec.minReadySeconds', minReadySeconds),
    ...(isEmpty ? [required('spec.selector')] : []),
    ...nonNegative('spec.replicas', replicas),
    ...(template
      ? validateWorkloadTemplate(template, selectorFromMap(selector), child('spec', 'template'), 'ReplicationController')
      : [required('spec.template')]),
  ];
}
