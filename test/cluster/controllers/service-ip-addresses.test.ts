import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { realCluster } from '../../support/real-cluster.ts';

test('the addresses of Services are shown as IPAddresses as long as there is the Service', () => {
  const real = realCluster();
  const names = (): unknown[] => real.list<KubeObject>('ipaddresses.networking.k8s.io').map(({ metadata }) => metadata.name);
  expect(names()).toEqual(['10.96.0.1']);
  real.apply(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'none' }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
  );
  expect(names()).toEqual(['10.96.0.1', '10.96.0.9']);
  expect(real.get<KubeObject>('ipaddresses.networking.k8s.io', '10.96.0.9')!['spec'].parentRef).toEqual({
    group: '',
    resource: 'services',
    namespace: 'default',
    name: 'web',
  });
  real.remove('ipaddresses.networking.k8s.io', '10.96.0.9');
  expect(names()).toContain('10.96.0.9');
  real.remove('services', 'web');
  expect(names()).toEqual(['10.96.0.1']);
});
