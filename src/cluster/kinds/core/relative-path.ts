import { invalid, type FieldError } from '../../../api/field-error.ts';

/** A path inside a volume: relative, and without a way out of it. */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  return [...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []), ...validateNoBacksteps(target, path)];
}

export function validateNoBacksteps(target: string, path: string): FieldError[] {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : [];
}

/** The name of a file in a volume: names that start with two dots are the kubelet's own. */
export function validateFilePath(target: string, path: string): FieldError[] {
  const errors = validateDescendingPath(target, path);
  if (target.startsWith('..') && !target.startsWith('../') && target !== '..')
    errors.push(invalid(path, target, "must not start with '..'"));
  return errors;
}
