import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import { compareQuantities, parseQuantity, type Quantity } from '../../../api/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** Does the volume's claimRef name this claim (and no earlier one of that name)? */
export function isReservedFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (!reference || reference.name !== metadata.name || reference.namespace !== metadata.namespace) return false;
  return !reference.uid || reference.uid === metadata.uid;
}

/** What keeps a claim that names this volume from having it: the fields that do not fit. */
export function misfit(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(capacityOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if ((volume.spec?.storageClassName ?? '') !== (claim.spec?.storageClassName ?? '')) return 'storageClassName does not match';
  if ((volume.spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  return offersModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/** The volume for a claim that names none: one reserved for it, or the smallest free one that fits. */
export function findVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[]): PersistentVolume | undefined {
  const selector = claim.spec?.selector ? selectorFromLabelSelector(claim.spec.selector) : [];
  const fitting = volumes.filter((volume) => misfit(volume, claim) === undefined && volume.metadata.deletionTimestamp === undefined);
  const reserved = fitting.find((volume) => isReservedFor(volume, claim));
  if (reserved) return reserved;
  return fitting
    .filter((volume) => !volume.spec?.claimRef && volume.status?.phase === 'Available' && matchesSelector(selector, volume.metadata.labels))
    .sort((a, b) => compareQuantities(capacityOf(a), capacityOf(b)) || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))[0];
}

export function capacityOf({ spec }: PersistentVolume): Quantity {
  return parseQuantity(spec?.capacity?.['storage'] ?? '0');
}

function requestOf({ spec }: PersistentVolumeClaim): Quantity {
  return parseQuantity(spec?.resources?.requests?.['storage'] ?? '0');
}

function offersModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));
}
