import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';
import type { Actor, Change } from '../../sim/actor.ts';
import { itself, keyOf, splitKey } from '../keys.ts';
import { isReady } from '../pod-state.ts';

export const LOCAL_PATH = 'rancher.io/local-path';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
/** Where its pod runs, as kind installs it. */
const NAMESPACE = 'local-path-storage';
const APP = 'local-path-provisioner';
/** What a helper pod takes to make a folder (ms). */
const DURATION = 2000;

/** Somebody has to do the work: without a running pod of the provisioner claims wait, and volumes stay. */
export function provisionerRuns(api: ClusterApi): boolean {
  return api.list('pods', NAMESPACE).some((pod) => pod.metadata.labels?.['app'] === APP && isReady(pod));
}

export function isProvisionerPod({ object: { metadata } }: Change): boolean {
  return metadata.namespace === NAMESPACE && metadata.labels?.['app'] === APP;
}

/** The provisioner of the class `standard`: makes a folder on the node of the first consumer. */
export const localPathProvisioner: Actor = {
  name: 'local-path-provisioner',
  watches: {
    persistentvolumeclaims: (change) => (change.type === 'DELETED' ? [] : itself(change)),
    pods: (change, { api }) => (isProvisionerPod(change) ? api.list('persistentvolumeclaims').map(keyOf) : []),
  },
  reconcile(key, { api, memory, now, events }) {
    const { namespace, name } = splitKey(key);
    const claim = api.get('persistentvolumeclaims', namespace, name);
    const node = claim?.metadata.annotations?.[SELECTED_NODE];
    if (
      !claim ||
      claim.metadata.deletionTimestamp ||
      claim.spec?.volumeName ||
      claim.metadata.annotations?.[PROVISIONER] !== LOCAL_PATH ||
      !node ||
      !provisionerRuns(api)
    ) {
      if (memory.get(key) !== undefined) memory.delete(key);
      return;
    }
    const component = `${LOCAL_PATH}_local-path-provisioner`;
    const due = memory.get<number>(key) ?? now() + DURATION;
    if (memory.get(key) === undefined) {
      const message = `External provisioner is provisioning volume for claim "${key}"`;
      events.record(claim, { type: 'Normal', reason: 'Provisioning', message, component });
      memory.set(key, due);
    }
    if (due > now()) return { at: due };
    memory.delete(key);
    const volume = newVolume(
      claim,
      node,
      api.get('storageclasses.storage.k8s.io', '', claim.spec?.storageClassName ?? '')?.reclaimPolicy ?? 'Delete',
    );
    const volumeName = volume.metadata.name ?? '';
    if (!api.get('persistentvolumes', '', volumeName)) api.create('persistentvolumes', volume);
    events.record(claim, {
      type: 'Normal',
      reason: 'ProvisioningSucceeded',
      message: `Successfully provisioned volume ${volumeName}`,
      component,
    });
  },
};

function newVolume(claim: PersistentVolumeClaim, node: string, reclaimPolicy: string): NewObject<PersistentVolume> {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata;
  const volumeName = `pvc-${uid}`;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName, annotations: { 'local.path.provisioner/selected-node': node, [PROVISIONED_BY]: LOCAL_PATH } },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, resourceVersion, uid },
      hostPath: { path: `/var/local-path-provisioner/${volumeName}_${namespace}_${name}`, type: 'DirectoryOrCreate' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] },
      },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: claim.spec?.storageClassName,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
    },
  } as NewObject<PersistentVolume>;
}
