import type * as k8s from '@kubernetes/client-node';
import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { immutable, shownMap } from '../field-checks.ts';
import { validateParameters } from './storage-class.ts';

export type VolumeAttributesClass = Kind<k8s.V1VolumeAttributesClass>;

export const volumeAttributesClass = defineKind<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  namespaced: false,
  shortNames: ['vac'],
  definition: 'io.k8s.api.storage.v1.VolumeAttributesClass',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<VolumeAttributesClass>('DriverName', ({ driverName }) => driverName ?? ''), ageColumn],
  validate,
  validateUpdate: (next, previous) => [
    ...immutable('driverName', next.driverName, previous.driverName),
    ...immutable('parameters', next.parameters, previous.parameters, shownMap(next.parameters)),
  ],
});

function validate({ driverName, parameters = {} }: VolumeAttributesClass): FieldError[] {
  return [
    ...(driverName
      ? checkQualifiedName(driverName.toLowerCase()).map((message) => invalid('driverName', driverName, message))
      : [required('driverName')]),
    ...(Object.keys(parameters).length === 0
      ? [required('parameters', 'must contain at least one key/value pair')]
      : validateParameters(parameters)),
  ];
}
