import type { CustomResourceDefinition } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { isHeld, markTerminating, noteStoredVersion } from './definition-life.ts';
import type * as Validation from './definition-validation.ts';
import { load as loadValidation } from './definition-validation.ts?lazy';
import type * as Warnings from './definition-warnings.ts';
import { load as loadWarnings } from './definition-warnings.ts?lazy';

export const customResourceDefinition = defineKind<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  definition: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, createdAtColumn],
  status: true,
  generation: true,
  setDefaults: ({ spec }) => {
    if (!spec?.names) return;
    spec.names.singular ||= spec.names.kind?.toLowerCase() ?? '';
    spec.names.listKind ||= spec.names.kind ? `${spec.names.kind}List` : '';
    spec.conversion ??= { strategy: 'None' };
  },
  prepareForCreate: (object) => {
    const storedVersions = (object.spec?.versions ?? []).filter(({ storage }) => storage).map(({ name }) => name);
    object.status = { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions };
  },
  prepareForUpdate: noteStoredVersion,
  validate: (definition) => loadValidation<typeof Validation>().validateDefinition(definition),
  validateUpdate: (next, previous) => loadValidation<typeof Validation>().validateDefinitionUpdate(next, previous),
  warnings: (definition) => loadWarnings<typeof Warnings>().definitionWarnings(definition),
  held: isHeld,
  markDeleted: markTerminating,
});
