import { forbidden, notSupported, type FieldError } from '../../../api/field-error.ts';

/** In the order in which tables list them. */
const SHORT: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const SUPPORTED = Object.keys(SHORT).sort();
const SINGLE = 'ReadWriteOncePod';

/** `RWO,ROX` */
export function accessModesText(modes: readonly string[]): string {
  return Object.entries(SHORT)
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

export function validateAccessModes(modes: readonly string[], path = 'spec.accessModes'): FieldError[] {
  const errors = modes.filter((mode) => !SUPPORTED.includes(mode)).map((mode) => notSupported(path, mode, SUPPORTED));
  const others = modes.some((mode) => mode !== SINGLE && SUPPORTED.includes(mode));
  if (modes.includes(SINGLE) && others) errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}
