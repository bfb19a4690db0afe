import { groupResource } from '../../../api/object.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** By group resource. */
const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
};

/** Volumes and claims in use are kept until nothing uses them; the protection controllers take the finalizer off again. */
export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit({ kind, operation, object, subresource }) {
    const finalizer = FINALIZERS[groupResource(kind.group, kind.plural)];
    if (!finalizer || operation !== 'CREATE' || subresource !== '' || !object) return;
    const present = object.metadata.finalizers ?? [];
    if (!present.includes(finalizer)) object.metadata.finalizers = [...present, finalizer];
  },
};
