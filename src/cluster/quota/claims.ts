import { fromInteger, maxQuantity, parseQuantity, scaledQuantity } from '../../api/quantity.ts';
import type { PersistentVolumeClaim } from '../../api/types.ts';
import { STORAGE_CLASS_ANNOTATION } from '../kinds/core/persistent-volume-claim.ts';
import type { Measure, Usage } from './measure.ts';
import { meets } from './requirement.ts';

const NAMES = ['persistentvolumeclaims', 'requests.storage'];
/** Between a class and what of it is counted: `gold.storageclass.storage.k8s.io/requests.storage`. */
const BY_CLASS = '.storageclass.storage.k8s.io/';

export const claimMeasure: Measure = {
  measures: (name) =>
    name === 'count/persistentvolumeclaims' || NAMES.some((counted) => name === counted || name.endsWith(`${BY_CLASS}${counted}`)),
  updates: ['', 'status'],
  usage(object) {
    const claim = object as unknown as PersistentVolumeClaim;
    const usage: Usage = new Map([['count/persistentvolumeclaims', fromInteger(1)]]);
    const charge = (name: string, quantity: ReturnType<typeof fromInteger>): void => {
      usage.set(name, quantity);
      const className = claim.metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? claim.spec?.storageClassName;
      if (className) usage.set(`${className}${BY_CLASS}${name}`, quantity);
    };
    charge('persistentvolumeclaims', fromInteger(1));
    const asked = claim.spec?.resources?.requests?.['storage'];
    if (asked === undefined) return usage;
    const held = claim.status?.allocatedResources?.['storage'];
    const storage = held === undefined ? parseQuantity(asked) : maxQuantity(parseQuantity(asked), parseQuantity(held));
    charge('requests.storage', storage.scale < 0 ? fromInteger(scaledQuantity(storage, 0), storage.format) : storage);
    return usage;
  },
  inScope(object, requirement) {
    if (requirement.scopeName !== 'VolumeAttributesClass') return false;
    const { spec, status } = object as unknown as PersistentVolumeClaim;
    const classes = [
      spec?.volumeAttributesClassName,
      status?.currentVolumeAttributesClassName,
      status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
    ].filter((name) => name !== undefined && name !== '');
    return classes.length === 0 ? meets(requirement, undefined) : classes.some((name) => meets(requirement, name));
  },
};
