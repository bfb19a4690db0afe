import { addQuantities, fromInteger, maxQuantity, zeroQuantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Measure, Usage } from './measure.ts';

const BY_CLASS = '.deviceclass.resource.k8s.io/devices';
/** Devices that one claim can hold at most: a request for all of a class counts as that. */
const MOST_DEVICES = 32;

interface DeviceRequest {
  deviceClassName?: string;
  allocationMode?: string;
  count?: number;
}

export const resourceClaimMeasure: Measure = {
  measures: (name) => name === 'count/resourceclaims.resource.k8s.io' || name.endsWith(BY_CLASS),
  usage(object) {
    const usage: Usage = new Map([['count/resourceclaims.resource.k8s.io', fromInteger(1)]]);
    for (const request of requestsOf(object)) {
      // Of alternatives the largest of each class counts.
      const largest: Usage = new Map();
      for (const { deviceClassName, allocationMode, count } of request) {
        const name = `${deviceClassName ?? ''}${BY_CLASS}`;
        const devices = fromInteger(allocationMode === 'All' ? MOST_DEVICES : (count ?? 1));
        largest.set(name, maxQuantity(largest.get(name) ?? zeroQuantity, devices));
      }
      for (const [name, devices] of largest) usage.set(name, addQuantities(usage.get(name) ?? zeroQuantity, devices));
    }
    return usage;
  },
};

function requestsOf(object: KubeObject): DeviceRequest[][] {
  const spec = object['spec'] as { devices?: { requests?: { exactly?: DeviceRequest; firstAvailable?: DeviceRequest[] }[] } } | undefined;
  return (spec?.devices?.requests ?? []).map(({ exactly, firstAvailable }) => (exactly ? [exactly] : (firstAvailable ?? [])));
}
