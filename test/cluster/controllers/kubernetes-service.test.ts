import { expect, test } from 'vitest';
import { ensureKubernetesService } from '../../../src/cluster/boot/kubernetes-service.ts';
import { kubernetesService } from '../../../src/cluster/controllers/kubernetes-service.ts';
import { fakeCluster } from '../../support/fake-api.ts';

test('the kubernetes Service comes back within ten seconds, with its endpoints', () => {
  const cluster = fakeCluster([kubernetesService]);
  const labels = { 'node-role.kubernetes.io/control-plane': '' };
  cluster.apply('nodes', { metadata: { name: 'cp', labels }, status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] } });
  ensureKubernetesService(cluster.api);
  cluster.advance(3);
  cluster.api.delete('services', 'default', 'kubernetes');
  cluster.api.delete('endpoints', 'default', 'kubernetes');
  cluster.settle();
  expect(cluster.api.get('services', 'default', 'kubernetes')).toBeUndefined();
  cluster.advance(7);
  expect(cluster.api.get('services', 'default', 'kubernetes')?.spec?.clusterIP).toBe('10.96.0.1');
  expect(cluster.api.get('endpoints', 'default', 'kubernetes')?.subsets?.[0]?.addresses).toEqual([{ ip: '172.18.0.2' }]);
});

test('other Services are none of its business', () => {
  const cluster = fakeCluster([kubernetesService]);
  cluster.apply('services', { metadata: { name: 'web', namespace: 'default' } });
  cluster.api.delete('services', 'default', 'web');
  cluster.settle();
  cluster.advance(20);
  expect(cluster.api.list('services')).toEqual([]);
});
