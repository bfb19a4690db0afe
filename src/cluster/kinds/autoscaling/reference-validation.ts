import { child, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkPathSegment } from '../../../api/names.ts';
import { checked } from '../field-checks.ts';

interface Reference {
  kind?: string;
  name?: string;
  apiVersion?: string;
}

/** An object of any kind; whether it may be of the core group depends on what it is there for. */
export function validateReference(reference: Reference | undefined, path: string, ofCore: boolean): FieldError[] {
  const { kind = '', name = '', apiVersion = '' } = reference ?? {};
  const segment = (field: string, value: string): FieldError[] =>
    value === '' ? [required(child(path, field))] : checked(child(path, field), value, checkPathSegment);
  const fault = apiVersionFault(apiVersion, kind, ofCore);
  return [
    ...segment('kind', kind),
    ...segment('name', name),
    ...(fault === undefined ? [] : [invalid(child(path, 'apiVersion'), apiVersion, fault)]),
  ];
}

/** Of the core group only ReplicationControllers scale. */
function apiVersionFault(apiVersion: string, kind: string, ofCore: boolean): string | undefined {
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  if (ofCore || apiVersion.includes('/') || (kind === 'ReplicationController' && apiVersion === 'v1')) return undefined;
  return 'apiVersion must specify API group';
}
