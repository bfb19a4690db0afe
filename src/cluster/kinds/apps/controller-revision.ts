import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import { controllerOf, parseGroupVersion } from '../../../api/object.ts';
import type { ControllerRevision } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { immutable, nonNegative } from '../field-checks.ts';

export const controllerRevision = defineKind<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  namespaced: true,
  definition: 'io.k8s.api.apps.v1.ControllerRevision',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn('Controller', controllerCell), textColumn('Revision', ({ revision }) => String(revision)), ageColumn],
  setDefaults(object) {
    object.revision ??= 0;
  },
  validate: validateRevision,
  validateUpdate: ({ data }, previous) => immutable('data', data, previous.data),
});

function controllerCell(object: ControllerRevision): string {
  const owner = controllerOf(object);
  if (!owner) return '<none>';
  const { group } = parseGroupVersion(owner.apiVersion);
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`;
}

function validateRevision({ data, revision }: ControllerRevision): FieldError[] {
  const isObject = data === undefined || (typeof data === 'object' && data !== null && !Array.isArray(data));
  return [
    ...(data === undefined ? [required('data', 'data is mandatory')] : []),
    ...(isObject ? [] : [invalid('data', '<value omitted>', 'error parsing data as JSON object')]),
    ...nonNegative('revision', revision),
  ];
}
