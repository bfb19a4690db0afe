import { forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import { compareQuantities, formatQuantity, parseQuantity, sign, zeroQuantity, type Quantity } from '../../../api/quantity.ts';
import type { PersistentVolumeClaim } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateLabelSelector } from '../field-checks.ts';
import { accessModesText, validateAccessModes } from './access-modes.ts';
import { claimSpecDiff } from './storage-dump.ts';

type Spec = NonNullable<PersistentVolumeClaim['spec']>;

/** Where the class was written before it was a field. */
export const STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
export const VOLUME_MODES = ['Block', 'Filesystem'];

export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  namespaced: true,
  shortNames: ['pvc'],
  definition: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<PersistentVolumeClaim>('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    textColumn<PersistentVolumeClaim>('Volume', ({ spec }) => spec?.volumeName ?? ''),
    textColumn<PersistentVolumeClaim>('Capacity', ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.['storage'] ?? '0') : '')),
    textColumn<PersistentVolumeClaim>('Access Modes', ({ spec, status }) =>
      spec?.volumeName ? accessModesText(status?.accessModes ?? []) : '',
    ),
    textColumn<PersistentVolumeClaim>(
      'StorageClass',
      ({ metadata, spec }) => metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '',
    ),
    textColumn<PersistentVolumeClaim>('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    textColumn<PersistentVolumeClaim>('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>', 1),
  ],
  status: true,
  generation: false,
  setDefaults: (object) => {
    const spec = (object.spec ??= {});
    spec.volumeMode ??= 'Filesystem';
    spec.resources ??= {};
    // An empty class says "no class" and is kept; an empty volume is none.
    if (spec.volumeName === '') delete spec.volumeName;
  },
  prepareForCreate: (object) => {
    object.status = { phase: 'Pending' };
  },
  validate,
  validateUpdate,
});

function validate({ spec = {} }: PersistentVolumeClaim): FieldError[] {
  const modes = spec.accessModes ?? [];
  const storage = spec.resources?.requests?.['storage'];
  const { storageClassName, volumeMode } = spec;
  return [
    ...(modes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(spec.selector, 'spec.selector'),
    ...validateAccessModes(modes),
    ...(storage === undefined ? [required('spec.resources[storage]')] : positiveAmount(storage, 'spec.resources[storage]')),
    ...(storageClassName
      ? checkDnsSubdomain(storageClassName).map((text) => invalid('spec.storageClassName', storageClassName, text))
      : []),
    ...(volumeMode && !VOLUME_MODES.includes(volumeMode) ? [notSupported('spec.volumeMode', volumeMode, VOLUME_MODES)] : []),
  ];
}

export function positiveAmount(text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  return sign(quantity) > 0 ? [] : [invalid(path, formatQuantity(quantity), 'must be greater than zero')];
}

/** The volume may be filled in once; of a bound claim the request may grow, and shrink back as far as nothing was done about it. */
function validateUpdate(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): FieldError[] {
  const before = previous.spec ?? {};
  const after = next.spec ?? {};
  const errors: FieldError[] = [];
  const bound = next.status?.phase === 'Bound';
  const compared: Spec = {
    ...after,
    ...(bound && after.resources?.requests ? { resources: withRequest(after, before.resources?.requests?.['storage']) } : {}),
  };
  if (bound) copyField(compared, before, 'volumeAttributesClassName');
  const original: Spec = { ...before };
  if (!before.volumeName) copyField(original, after, 'volumeName');
  if (!deepEqual(compared, original)) {
    const text = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden('spec', `${text}\n${claimSpecDiff(original, compared)}`));
  }
  const requested = amount(after.resources?.requests?.['storage']);
  if (compareQuantities(requested, amount(before.resources?.requests?.['storage'])) < 0) {
    const shrunk = compareQuantities(requested, amount(previous.status?.capacity?.['storage'])) <= 0;
    if (shrunk) errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  if (after.volumeMode !== before.volumeMode) errors.push(invalid('volumeMode', after.volumeMode ?? null, 'field is immutable'));
  return errors;
}

function withRequest({ resources }: Spec, storage: string | undefined): Spec['resources'] {
  const { storage: _, ...others } = resources?.requests ?? {};
  return { ...resources, requests: { ...others, ...(storage === undefined ? {} : { storage }) } };
}

function copyField(target: Spec, source: Spec, field: 'volumeName' | 'volumeAttributesClassName'): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}

function amount(text: string | undefined): Quantity {
  return text === undefined ? zeroQuantity : parseQuantity(text);
}
