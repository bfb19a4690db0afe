import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { realCluster } from '../../support/real-cluster.ts';

const RESOURCE = 'apiservices.apiregistration.k8s.io';
const names = (real: ReturnType<typeof realCluster>): string[] =>
  real.list(RESOURCE).map((object) => (object as KubeObject).metadata.name ?? '');

test('every group version of a fresh cluster is registered, and put back when somebody deletes it', () => {
  const real = realCluster();
  expect(names(real)).toEqual(expect.arrayContaining(['v1.', 'v1.apps', 'v2.autoscaling', 'v1.rbac.authorization.k8s.io']));
  expect(names(real)).not.toContain('v1.apiregistration.k8s.io');
  real.remove(RESOURCE, 'v1.apps');
  expect(names(real)).toContain('v1.apps');
});

test('those of custom resources come and go with their definitions', () => {
  const real = realCluster();
  real.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boxes.ship.example.com' },
    spec: {
      group: 'ship.example.com',
      scope: 'Namespaced',
      names: { plural: 'boxes', kind: 'Box' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  expect(real.get<KubeObject>(RESOURCE, 'v1.ship.example.com')).toMatchObject({
    spec: { groupPriorityMinimum: 1000, versionPriority: 100 },
  });
  real.remove('customresourcedefinitions.apiextensions.k8s.io', 'boxes.ship.example.com');
  expect(real.get(RESOURCE, 'v1.ship.example.com')).toBeUndefined();
});

test('one that a user adds is as available as the Service behind it', () => {
  const real = realCluster();
  const available = (): unknown[] => {
    const [condition] = real.get<KubeObject>(RESOURCE, 'v1.metrics.example.com')!['status'].conditions;
    return [condition.status, condition.reason, condition.message];
  };
  real.apply({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.metrics.example.com' },
    spec: {
      group: 'metrics.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: 'm', namespace: 'default' },
    },
  });
  expect(available()).toEqual(['False', 'ServiceNotFound', 'service/m in "default" is not present']);
  real.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'm' },
    spec: { selector: { a: 'b' }, ports: [{ port: 443, name: 'https' }] },
  });
  expect(available()[1]).toBe('MissingEndpoints');
  real.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  });
  real.advance(5);
  expect(available()[1]).toBe('FailedDiscoveryCheck');
});
