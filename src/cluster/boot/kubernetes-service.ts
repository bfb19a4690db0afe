import type { ClusterApi } from '../apiserver/cluster-api.ts';

const NAMESPACE = 'default';
const NAME = 'kubernetes';
const SECURE_PORT = 6443;

/** The Service through which pods reach the API server, and its endpoints: one address for each control-plane node. Creates what is missing. */
export function ensureKubernetesService(api: ClusterApi): void {
  const metadata = { name: NAME, namespace: NAMESPACE };
  if (!api.get('services', NAMESPACE, NAME)) {
    api.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SECURE_PORT }],
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
    });
  }
  const ips = serverAddresses(api);
  if (ips.length === 0) return;
  const ports = [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }];
  if (!api.get('endpoints', NAMESPACE, NAME)) {
    const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
    const subsets = [{ addresses: ips.map((ip) => ({ ip })), ports }];
    api.create('endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata: { ...metadata, labels }, subsets });
  }
  if (!api.get('endpointslices.discovery.k8s.io', NAMESPACE, NAME)) {
    api.create('endpointslices.discovery.k8s.io', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': NAME } },
      addressType: 'IPv4',
      endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
      ports,
    });
  }
}

function serverAddresses(api: ClusterApi): string[] {
  return api
    .list('nodes')
    .filter(({ metadata }) => metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined)
    .flatMap(({ status }) => status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? []);
}
