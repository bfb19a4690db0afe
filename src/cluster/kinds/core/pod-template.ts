import { formatLabels } from '../../../api/labels.ts';
import type { PodTemplate } from '../../../api/types.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { templateColumns } from '../template-columns.ts';
import { setPodTemplateDefaults } from './pod-defaults.ts';
import { templateWarnings } from './pod-warnings.ts';
import { validatePodTemplateSpec } from './template-validation.ts';
import { dropDisabledPodFields } from './pod-disabled-fields.ts';

export const podTemplate = defineKind<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  namespaced: true,
  definition: 'io.k8s.api.core.v1.PodTemplate',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    ...templateColumns<PodTemplate>(({ template }) => template?.spec?.containers, 0),
    textColumn('Pod Labels', ({ template }) => formatLabels(template?.metadata?.labels)),
  ],
  setDefaults(object) {
    object.template = setPodTemplateDefaults(object.template);
  },
  dropDisabled: ({ template }, previous) => dropDisabledPodFields(template?.spec, previous?.template?.spec),
  validate: ({ template }) => validatePodTemplateSpec(template!, 'template'),
  warnings: ({ template }, previous) => templateWarnings(template, 'template', previous?.template),
});
