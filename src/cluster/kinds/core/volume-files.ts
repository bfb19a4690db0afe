import { child, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { validateFieldRef, validateResourceFieldRef } from './env-validation.ts';
import type { DownwardFile, KeyToPath } from './pod-types.ts';
import { validateFilePath } from './relative-path.ts';

const volumeFieldPaths = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'] as const;

/** Fields of a volume source that have to be there. */
export function needs(fields: Readonly<Record<string, string | readonly string[] | undefined>>, path: string): FieldError[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value.length === 0 ? [required(child(path, name))] : [],
  );
}

/** File permissions. */
export function validateMode(mode: number | undefined, path: string): FieldError[] {
  return mode !== undefined && (mode < 0 || mode > 0o777)
    ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];
}

export function validateKeyToPath({ key, path: target, mode }: KeyToPath, path: string): FieldError[] {
  return [
    ...needs({ key, path: target }, path),
    ...validateFilePath(target ?? '', child(path, 'path')),
    ...validateMode(mode, child(path, 'mode')),
  ];
}

export function validateDownwardFile({ path: target, fieldRef, resourceFieldRef, mode }: DownwardFile, path: string): FieldError[] {
  const errors = [...needs({ path: target }, path), ...validateFilePath(target ?? '', child(path, 'path'))];
  if (fieldRef) {
    errors.push(...validateFieldRef(fieldRef, volumeFieldPaths, child(path, 'fieldRef')));
    if (resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (resourceFieldRef) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, child(path, 'resourceFieldRef'), true));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  return [...errors, ...validateMode(mode, child(path, 'mode'))];
}
