import { defaultPullPolicy, setFieldRefDefaults } from './container-defaults.ts';
import type { Volume } from '../../../api/types.ts';

const readable = 0o644;

/** Fills in what a volume leaves open, in place: a volume without a source is an emptyDir. */
export function setVolumeDefaults(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name' || volume[key as keyof Volume] === undefined)) volume.emptyDir = {};
  const { hostPath, secret, configMap, downwardAPI, projected, image, ephemeral, iscsi, rbd } = volume;
  if (hostPath) hostPath.type ??= '';
  if (secret) secret.defaultMode ??= readable;
  if (configMap) configMap.defaultMode ??= readable;
  if (downwardAPI) {
    downwardAPI.defaultMode ??= readable;
    downwardAPI.items?.forEach(setFieldRefDefaults);
  }
  if (projected) {
    projected.defaultMode ??= readable;
    for (const source of projected.sources ?? []) {
      source.downwardAPI?.items?.forEach(setFieldRefDefaults);
      if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
      if (source.podCertificate) source.podCertificate.maxExpirationSeconds ??= 86400;
    }
  }
  if (image) image.pullPolicy ||= defaultPullPolicy(image.reference ?? '');
  if (ephemeral?.volumeClaimTemplate) ephemeral.volumeClaimTemplate.spec.volumeMode ??= 'Filesystem';
  if (iscsi) iscsi.iscsiInterface ||= 'default';
  if (rbd) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (volume.azureDisk) {
    volume.azureDisk.cachingMode ??= 'ReadWrite';
    volume.azureDisk.kind ??= 'Shared';
    volume.azureDisk.fsType ??= 'ext4';
    volume.azureDisk.readOnly ??= false;
  }
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ||= 'ThinProvisioned';
    volume.scaleIO.fsType ||= 'xfs';
  }
}
