import { compareQuantities, parseQuantity } from '../../../api/quantity.ts';
import { forbidden } from '../../../api/status.ts';
import type { PersistentVolumeClaim } from '../../../api/types.ts';
import { STORAGE_CLASS_ANNOTATION } from '../../kinds/core/persistent-volume-claim.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** A claim may only grow when it is bound and its class allows that. */
export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate({ kind, operation, object, previous, name, subresource }, { api }) {
    if (kind.kind !== 'PersistentVolumeClaim' || operation !== 'UPDATE' || subresource !== '' || !object || !previous) return;
    const next = object as unknown as PersistentVolumeClaim;
    const before = previous as unknown as PersistentVolumeClaim;
    const [asked, had] = [storage(next), storage(before)];
    if (asked === undefined || had === undefined || compareQuantities(parseQuantity(asked), parseQuantity(had)) <= 0) return;
    const resource = { group: '', resource: 'persistentvolumeclaims' };
    if (before.status?.phase !== 'Bound') throw forbidden(resource, name, 'Only bound persistent volume claims can be expanded');
    const className = classOf(next);
    const allowed =
      className !== '' &&
      className === classOf(before) &&
      api.get('storageclasses.storage.k8s.io', '', className)?.allowVolumeExpansion === true;
    if (allowed) return;
    const text = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw forbidden(resource, name, text);
  },
};

function classOf({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

function storage({ spec }: PersistentVolumeClaim): string | undefined {
  return spec?.resources?.requests?.['storage'];
}
