import type { KubeObject } from '../../../api/object.ts';
import { hasReason } from '../../../api/status.ts';
import type { PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';
import type { Actor, Change } from '../../sim/actor.ts';
import { claimNames } from '../../scheduler/pod-claims.ts';
import { itself, keyOf, splitKey } from '../keys.ts';
import { isFinished } from '../pod-state.ts';

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';
const CLASS_FINALIZER = 'kubernetes.io/vac-protection';

/** A claim that is being deleted stays as long as a pod uses it. */
export const claimProtection: Actor = {
  name: 'pvc-protection',
  watches: {
    persistentvolumeclaims: wakeIfDeleted,
    pods: ({ object, type }) => {
      const pod = object as unknown as Pod;
      if (type !== 'DELETED' && !isFinished(pod)) return [];
      return claimNames(pod).map((name) => `${pod.metadata.namespace ?? ''}/${name}`);
    },
  },
  reconcile(key, { api }) {
    const { namespace, name } = splitKey(key);
    const claim = api.get('persistentvolumeclaims', namespace, name);
    if (!claim?.metadata.deletionTimestamp) return;
    const used = api.list('pods', namespace).some((pod) => pod.spec?.nodeName && !isFinished(pod) && claimNames(pod).includes(name));
    if (!used) unprotect(api, 'persistentvolumeclaims', claim, CLAIM_FINALIZER);
  },
};

/** A volume that is being deleted stays as long as it is bound. */
export const volumeProtection: Actor = {
  name: 'pv-protection',
  watches: { persistentvolumes: wakeIfDeleted },
  reconcile(key, { api }) {
    const volume = api.get('persistentvolumes', '', splitKey(key).name);
    if (volume?.metadata.deletionTimestamp && volume.status?.phase !== 'Bound')
      unprotect(api, 'persistentvolumes', volume, VOLUME_FINALIZER);
  },
};

/** A class of volume attributes that is being deleted stays as long as a claim or a volume has it, or is to get it. */
export const attributesClassProtection: Actor = {
  name: 'vac-protection',
  watches: {
    'volumeattributesclasses.storage.k8s.io': wakeIfDeleted,
    persistentvolumeclaims: (_, { api }) => classesToGo(api),
    persistentvolumes: (_, { api }) => classesToGo(api),
  },
  reconcile(key, { api }) {
    const { name } = splitKey(key);
    const found = api.get('volumeattributesclasses.storage.k8s.io', '', name);
    if (!found?.metadata.deletionTimestamp) return;
    const used =
      api.list('persistentvolumes').some(({ spec }) => spec?.volumeAttributesClassName === name) ||
      api.list('persistentvolumeclaims').some((claim) => classesOf(claim).includes(name));
    if (!used) unprotect(api, 'volumeattributesclasses.storage.k8s.io', found as KubeObject, CLASS_FINALIZER);
  },
};

function classesToGo(api: ClusterApi): string[] {
  return api
    .list('volumeattributesclasses.storage.k8s.io')
    .filter(({ metadata }) => metadata.deletionTimestamp)
    .map(keyOf);
}

function classesOf({ spec, status }: PersistentVolumeClaim): (string | undefined)[] {
  return [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
}

function wakeIfDeleted(change: Change): string[] {
  return change.type !== 'DELETED' && change.object.metadata.deletionTimestamp ? itself(change) : [];
}

function unprotect(api: ClusterApi, resource: string, object: KubeObject, finalizer: string): void {
  const present = object.metadata.finalizers ?? [];
  if (!present.includes(finalizer)) return;
  const finalizers = present.filter((other) => other !== finalizer);
  const { finalizers: _, ...metadata } = object.metadata;
  try {
    api.update(resource, { ...object, metadata: { ...metadata, ...(finalizers.length > 0 ? { finalizers } : {}) } });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}
