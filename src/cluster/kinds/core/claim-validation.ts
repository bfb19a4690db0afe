import { child, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import type { PersistentVolumeClaim } from '../../../api/types.ts';
import { checked, positiveAmount, validateLabelSelector } from '../field-checks.ts';
import { validateAccessModes } from './access-modes.ts';

export type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

export const VOLUME_MODES = ['Block', 'Filesystem'];

/** What a claim asks for, by itself or in a template. */
export function validateClaimSpec(spec: ClaimSpec, path: string): FieldError[] {
  const modes = spec.accessModes ?? [];
  const storage = spec.resources?.requests?.['storage'];
  const { storageClassName, volumeMode, volumeAttributesClassName } = spec;
  const at = (field: keyof ClaimSpec): string => child(path, field);
  return [
    ...(modes.length === 0 ? [required(at('accessModes'), 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(spec.selector, at('selector')),
    ...validateAccessModes(modes, at('accessModes')),
    ...(storage === undefined ? [required(keyed(at('resources'), 'storage'))] : positiveAmount(storage, keyed(at('resources'), 'storage'))),
    ...(storageClassName ? checked(at('storageClassName'), storageClassName, checkDnsSubdomain) : []),
    ...(volumeMode && !VOLUME_MODES.includes(volumeMode) ? [notSupported(at('volumeMode'), volumeMode, VOLUME_MODES)] : []),
    ...validateSources(spec, path),
    ...(volumeAttributesClassName ? checked(at('volumeAttributesClassName'), volumeAttributesClassName, checkDnsSubdomain) : []),
  ];
}

/** What the volume is to be filled with: told the old way, the new one, or both alike. */
function validateSources(spec: ClaimSpec, path: string): FieldError[] {
  const { dataSource, dataSourceRef } = spec;
  const namespace = dataSourceRef?.namespace;
  const errors = [
    ...(dataSource ? validateSource(dataSource, child(path, 'dataSource')) : []),
    ...(dataSourceRef ? validateSource(dataSourceRef, child(path, 'dataSourceRef')) : []),
    ...(namespace ? checked(child(path, 'dataSourceRef', 'namespace'), namespace, checkDnsLabel) : []),
  ];
  if (!dataSource || !dataSourceRef) return errors;
  // The API server shows the field's path itself, a struct that has no text of its own.
  if (namespace) errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!deepEqual(plainSource(dataSource), plainSource(dataSourceRef))) errors.push(invalid(path, {}, 'must match dataSourceRef'));
  return errors;
}

interface Source {
  apiGroup?: string;
  kind: string;
  name: string;
}

function plainSource({ apiGroup, kind, name }: Source): Source {
  return { ...(apiGroup === undefined ? {} : { apiGroup }), kind, name };
}

function validateSource({ apiGroup = '', kind, name }: Source, path: string): FieldError[] {
  return [
    ...(name ? [] : [required(child(path, 'name'))]),
    ...(kind ? [] : [required(child(path, 'kind'))]),
    ...(apiGroup === '' && kind !== 'PersistentVolumeClaim'
      ? [invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...(apiGroup ? checked(child(path, 'apiGroup'), apiGroup, checkDnsSubdomain) : []),
  ];
}

/** A source that is told one way is told the other way too; the old way knows claims and snapshots only. */
export function completeSources(spec: ClaimSpec): void {
  const { dataSource } = spec;
  const isClaim = dataSource?.kind === 'PersistentVolumeClaim' && !dataSource.apiGroup;
  const isSnapshot = dataSource?.kind === 'VolumeSnapshot' && dataSource.apiGroup === 'snapshot.storage.k8s.io';
  if (dataSource && !isClaim && !isSnapshot) delete spec.dataSource;
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = plainSource(spec.dataSource);
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) spec.dataSource = plainSource(spec.dataSourceRef);
}
