import type { KubeObject } from '../../api/object.ts';
import type { Service } from '../../api/types.ts';
import type { Actor } from '../sim/actor.ts';

const ADDRESSES = 'ipaddresses.networking.k8s.io';
const ALLOCATOR = 'ipallocator.k8s.io';

/** Shows every cluster IP that a Service has as an IPAddress. Its keys are addresses. */
export const serviceAddressController: Actor = {
  name: 'service-ip-addresses',
  watches: {
    services: ({ object, previous }) => new Set([...addressesOf(object), ...(previous ? addressesOf(previous) : [])]),
    [ADDRESSES]: ({ type, object }) => (type === 'DELETED' ? [object.metadata.name ?? ''] : []),
  },
  reconcile(address, { api }) {
    const service = (api.list('services') as readonly KubeObject[]).find((each) => addressesOf(each).includes(address));
    const present = api.get(ADDRESSES, '', address);
    if (!service) {
      if (present) api.delete(ADDRESSES, '', address);
      return;
    }
    if (present) return;
    const family = address.includes(':') ? 'IPv6' : 'IPv4';
    api.create(ADDRESSES, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: address,
        labels: { 'ipaddress.kubernetes.io/ip-family': family, 'ipaddress.kubernetes.io/managed-by': ALLOCATOR },
      },
      spec: { parentRef: { group: '', resource: 'services', namespace: service.metadata.namespace, name: service.metadata.name } },
    } as unknown as KubeObject);
  },
};

function addressesOf(object: KubeObject): string[] {
  return ((object as unknown as Service).spec?.clusterIPs ?? []).filter((address) => address !== '' && address !== 'None');
}
