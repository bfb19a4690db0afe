import { deepEqual } from '../../../api/json.ts';
import { forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import type { PersistentVolume } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { accessModesText } from './access-modes.ts';
import { STORAGE_CLASS_ANNOTATION, storageClassWarning } from './persistent-volume-claim.ts';
import { shownNodeSelectorTerm } from './pod-dump.ts';
import { validateVolumeSpec } from './persistent-volume-validation.ts';
import { volumeSourceDiff, volumeSources } from './storage-dump.ts';
import { nodeTermWarnings } from './node-label-warnings.ts';
import { deprecatedSourceWarnings } from './volume-warnings.ts';

type Spec = NonNullable<PersistentVolume['spec']>;

export const persistentVolume = defineKind<PersistentVolume>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  namespaced: false,
  shortNames: ['pv'],
  definition: 'io.k8s.api.core.v1.PersistentVolume',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<PersistentVolume>('Capacity', ({ spec }) => spec?.capacity?.['storage'] ?? '0'),
    textColumn<PersistentVolume>('Access Modes', ({ spec }) => accessModesText(spec?.accessModes ?? [])),
    textColumn<PersistentVolume>('Reclaim Policy', ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
    textColumn<PersistentVolume>('Status', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
    textColumn<PersistentVolume>('Claim', ({ spec }) =>
      spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    ),
    textColumn<PersistentVolume>(
      'StorageClass',
      ({ metadata, spec }) => metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '',
    ),
    textColumn<PersistentVolume>('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    textColumn<PersistentVolume>('Reason', ({ status }) => status?.reason ?? ''),
    ageColumn,
    textColumn<PersistentVolume>('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>', 1),
  ],
  status: true,
  generation: false,
  setDefaults: ({ spec }) => {
    if (!spec) return;
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.hostPath) spec.hostPath.type ??= '';
    if (spec.storageClassName === '') delete spec.storageClassName;
  },
  prepareForCreate: (object, { timestamp }) => {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: timestamp() };
  },
  validate: ({ metadata, spec }) => validateVolumeSpec(metadata.name ?? '', spec ?? {}),
  validateUpdate,
  warnings: ({ metadata, spec = {} }) => [
    ...(metadata.annotations?.[STORAGE_CLASS_ANNOTATION] === undefined ? [] : [storageClassWarning]),
    ...(metadata.annotations?.[MOUNT_OPTIONS] === undefined
      ? []
      : [`metadata.annotations[${MOUNT_OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead`]),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
      ? [
          'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
        ]
      : []),
    ...(spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap((term, i) =>
      nodeTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`),
    ),
    ...deprecatedSourceWarnings(spec, 'spec'),
  ],
});

const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

function validateUpdate(next: PersistentVolume, previous: PersistentVolume): FieldError[] {
  const after = next.spec ?? {};
  const before = previous.spec ?? {};
  const errors: FieldError[] = [];
  // The secret for expansion may be added, once.
  const expandable = before.csi && !before.csi.controllerExpandSecretRef && after.csi?.controllerExpandSecretRef;
  const compared = expandable ? { ...after, csi: { ...after.csi!, controllerExpandSecretRef: undefined } } : after;
  if (!deepEqual(volumeSources(compared), volumeSources(before))) {
    const text = 'spec.persistentvolumesource is immutable after creation';
    errors.push(forbidden('spec.persistentvolumesource', `${text}\n${volumeSourceDiff(before, compared)}`));
  }
  if (after.volumeMode !== before.volumeMode) errors.push(invalid('volumeMode', after.volumeMode ?? null, 'field is immutable'));
  if (before.nodeAffinity && !deepEqual(after.nodeAffinity, before.nodeAffinity)) {
    errors.push(invalid('nodeAffinity', shownAffinity(after.nodeAffinity), 'field is immutable'));
  }
  if (before.volumeAttributesClassName !== undefined && after.volumeAttributesClassName === undefined) {
    errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

function shownAffinity(affinity: Spec['nodeAffinity']): unknown {
  if (!affinity) return null;
  return { Required: affinity.required ? { NodeSelectorTerms: affinity.required.nodeSelectorTerms.map(shownNodeSelectorTerm) } : null };
}
