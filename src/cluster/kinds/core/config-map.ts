import { forbidden, invalid, tooLong, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkConfigKey } from '../../../api/names.ts';
import type { ConfigMap } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { byteLength, eachKey } from '../metadata.ts';
import { decodedLength } from './base64.ts';

/** What a ConfigMap or a Secret may hold, all values together (bytes); the server gives the error no field. */
export const DATA_LIMIT = 1024 * 1024;

export const configMap = defineKind<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  shortNames: ['cm'],
  definition: 'io.k8s.api.core.v1.ConfigMap',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    {
      name: 'Data',
      type: 'string',
      cell: ({ data, binaryData }) => String(Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length),
    },
    ageColumn,
  ],
  transitionFirst: true,
  validate,
  validateUpdate: (next, previous) => immutableData(next, previous, ['data', 'binaryData']),
});

function validate({ data, binaryData }: ConfigMap): FieldError[] {
  let size = 0;
  const errors = eachKey(data, 'data', (key, value, path) => {
    size += byteLength(value);
    const duplicated = binaryData !== undefined && Object.hasOwn(binaryData, key);
    return [
      ...checkConfigKey(key).map((message) => invalid(path, key, message)),
      ...(duplicated ? [invalid(path, key, 'duplicate of key present in binaryData')] : []),
    ];
  });
  const binaryErrors = eachKey(binaryData, 'binaryData', (key, value, path) => {
    size += decodedLength(value);
    return checkConfigKey(key).map((message) => invalid(path, key, message));
  });
  return [...errors, ...binaryErrors, ...(size > DATA_LIMIT ? [tooLong('[]', DATA_LIMIT)] : [])];
}

/** An immutable ConfigMap or Secret stays as it is, and stays immutable. */
export function immutableData<T extends { immutable?: boolean }>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): FieldError[] {
  if (previous.immutable !== true) return [];
  const changed = (field: keyof T): boolean => !deepEqual(next[field] ?? {}, previous[field] ?? {});
  return [
    ...(next.immutable === true ? [] : [forbidden('immutable', 'field is immutable when `immutable` is set')]),
    ...fields.filter(changed).map((field) => forbidden(field, 'field is immutable when `immutable` is set')),
  ];
}
