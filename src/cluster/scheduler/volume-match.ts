import { matchesSelector, selectorFromLabelSelector } from '../../api/labels.ts';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { matchesNodeSelector } from './node-selector.ts';

/** The provisioner of classes whose volumes an administrator makes by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** The smallest available volume that suits the claim and can be reached from the node. */
export function matchingVolume(claim: PersistentVolumeClaim, node: Node, api: ClusterApi): PersistentVolume | undefined {
  return api
    .list('persistentvolumes')
    .filter((volume) => suits(volume, claim, node))
    .sort((a, b) => compareQuantities(capacityOf(a), capacityOf(b)))[0];
}

function suits(volume: PersistentVolume, claim: PersistentVolumeClaim, node: Node): boolean {
  const { spec, status, metadata } = volume;
  if (!spec || metadata.deletionTimestamp) return false;
  const reserved = spec.claimRef;
  const forClaim = reserved?.name === claim.metadata.name && reserved?.namespace === claim.metadata.namespace;
  if (reserved ? !forClaim : status?.phase !== 'Available') return false;
  const wanted = claim.spec?.resources?.requests?.['storage'] ?? '0';
  return (
    (spec.storageClassName ?? '') === (claim.spec?.storageClassName ?? '') &&
    (spec.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem') &&
    (claim.spec?.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode)) &&
    compareQuantities(capacityOf(volume), parseQuantity(wanted)) >= 0 &&
    (!claim.spec?.selector || matchesSelector(selectorFromLabelSelector(claim.spec.selector), metadata.labels)) &&
    (!spec.nodeAffinity?.required || matchesNodeSelector(spec.nodeAffinity.required, node))
  );
}

function capacityOf(volume: PersistentVolume): ReturnType<typeof parseQuantity> {
  return parseQuantity(volume.spec?.capacity?.['storage'] ?? '0');
}
