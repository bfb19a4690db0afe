import { forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { compareQuantities, parseQuantity, zeroQuantity, type Quantity } from '../../../api/quantity.ts';
import type { PersistentVolumeClaim } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { nonNegativeAmount } from '../field-checks.ts';
import { defineKind } from '../define.ts';
import { eachKey } from '../metadata.ts';
import { accessModesText } from './access-modes.ts';
import { completeSources, validateClaimSpec, type ClaimSpec } from './claim-validation.ts';
import { claimSpecDiff } from './storage-dump.ts';
import { fractionWarning } from './container-warnings.ts';

type Spec = ClaimSpec;

/** Where the class was written before it was a field. */
export const STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export const storageClassWarning = `metadata.annotations[${STORAGE_CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`;

export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  namespaced: true,
  shortNames: ['pvc'],
  definition: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  returnsDeleted: true,
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
  // Behind CrossNamespaceVolumeDataSource, which is off: a source in another namespace is none at all.
  dropDisabled: ({ spec }, previous) => {
    if (spec?.dataSourceRef?.namespace && !previous?.spec?.dataSourceRef) delete spec.dataSourceRef;
  },
  prepareForCreate: (object) => {
    object.status = { phase: 'Pending' };
    completeSources(object.spec!);
  },
  prepareForUpdate: (next) => completeSources(next.spec!),
  validate: ({ spec = {} }) => validateClaimSpec(spec, 'spec'),
  validateUpdate,
  warnings: ({ metadata, spec }) => [
    ...(metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ? [storageClassWarning] : []),
    ...fractionWarning(spec?.resources?.requests?.['storage'], 'spec.resources.requests[storage]'),
  ],
  validateStatusUpdate: ({ status }) => eachKey(status?.capacity, 'status.capacity', (_, text, path) => nonNegativeAmount(text, path)),
});

/** The volume may be filled in once; of a bound claim the request may grow, and shrink back as far as nothing was done about it. */
function validateUpdate(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): FieldError[] {
  const before = previous.spec ?? {};
  const after = next.spec ?? {};
  const errors: FieldError[] = [];
  const bound = next.status?.phase === 'Bound';
  const annotation = next.metadata.annotations?.[STORAGE_CLASS_ANNOTATION];
  const oldAnnotation = previous.metadata.annotations?.[STORAGE_CLASS_ANNOTATION];
  const named = before.storageClassName === undefined && after.storageClassName !== undefined;
  const moved = named && oldAnnotation === after.storageClassName && annotation === undefined;
  if (!moved && (annotation ?? '') !== (oldAnnotation ?? '')) {
    errors.push(invalid(`metadata.annotations.${STORAGE_CLASS_ANNOTATION}`, annotation ?? '', 'field is immutable'));
  }
  const compared: Spec = {
    ...after,
    ...(bound && after.resources?.requests ? { resources: withRequest(after, before.resources?.requests?.['storage']) } : {}),
  };
  if (bound) copyField(compared, before, 'volumeAttributesClassName');
  // A claim from before there was a default class gets its class later, once.
  if (named && (oldAnnotation === undefined || oldAnnotation === after.storageClassName)) delete compared.storageClassName;
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
  // What has been applied to the volume cannot be unsaid.
  const applied = previous.status?.currentVolumeAttributesClassName !== undefined;
  if (applied && before.volumeAttributesClassName !== after.volumeAttributesClassName && !after.volumeAttributesClassName) {
    const to = after.volumeAttributesClassName === undefined ? 'nil' : 'empty string';
    const text = `update to ${to} is forbidden when status.currentVolumeAttributesClassName is not nil`;
    errors.push(forbidden('spec.volumeAttributesClassName', text));
  }
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
