import type { PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';

/** Names of the claims that the pod's volumes refer to. */
export function claimNames(pod: Pod): string[] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim ? [persistentVolumeClaim.claimName] : ephemeral ? [`${pod.metadata.name ?? ''}-${name}`] : [],
  );
}

export function isBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec?.volumeName) && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
}

export function classOf(claim: PersistentVolumeClaim, api: ClusterApi): StorageClass | undefined {
  const name = claim.spec?.storageClassName;
  return name ? api.get('storageclasses.storage.k8s.io', '', name) : undefined;
}

/** Its volume is chosen when the first pod that uses it is placed. */
export function waitsForConsumer(claim: PersistentVolumeClaim, api: ClusterApi): boolean {
  return classOf(claim, api)?.volumeBindingMode === 'WaitForFirstConsumer';
}
