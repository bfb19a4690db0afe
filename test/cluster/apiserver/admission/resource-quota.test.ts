import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { realCluster } from '../../../support/real-cluster.ts';

function quota(name: string, hard: object, more: object = {}): object {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard, ...more } };
}

function pod(name: string, spec: object = {}, resources: object = {}): object {
  const containers = [{ name: 'c', image: 'nginx', resources }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}

function service(name: string, type: string, ports: number[], more: object = {}): object {
  const list = ports.map((port) => ({ name: `p${port}`, port }));
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type, ports: list, ...more } };
}

function claim(name: string, storage: string, more: object = {}): object {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec };
}

const some = { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '200m', memory: '200Mi' } };

/** What comes of creating the objects one after the other: the refusals, and what the quotas then hold. */
function outcome(quotas: object[], ...objects: object[]): { refused: string[]; used: Record<string, string>[] } {
  const real = realCluster();
  real.apply(...quotas);
  const refused: string[] = [];
  for (const object of objects) {
    try {
      real.apply(object);
    } catch (error) {
      refused.push((error as Error).message);
    }
  }
  return { refused, used: real.list<KubeObject>('resourcequotas').map(({ status }) => (status as { used: Record<string, string> }).used) };
}

test.each<[string, object[], object[], string[], Record<string, string>[]]>([
  [
    'several at once, of which the first that has no room refuses',
    [quota('a', { pods: '1' }), quota('b', { 'count/pods': '5' })],
    [pod('x'), pod('y')],
    ['pods "y" is forbidden: exceeded quota: a, requested: pods=1, used: pods=1, limited: pods=1'],
    [{ pods: '1' }, { 'count/pods': '1' }],
  ],
  [
    'limits that nobody named',
    [quota('a', { 'limits.cpu': '1', 'limits.memory': '1Gi' })],
    [pod('x', { initContainers: [{ name: 'i', image: 'nginx' }] }, some)],
    ['pods "x" is forbidden: failed quota: a: must specify limits.cpu for: i; limits.memory for: i'],
    [{ 'limits.cpu': '0', 'limits.memory': '0' }],
  ],
  [
    'requests and limits',
    [quota('a', { cpu: '1', 'requests.memory': '150Mi', 'limits.cpu': '1' })],
    [pod('x', {}, some), pod('y', {}, some)],
    [
      'pods "y" is forbidden: exceeded quota: a, requested: requests.memory=100Mi, used: requests.memory=100Mi, limited: requests.memory=150Mi',
    ],
    [{ cpu: '100m', 'limits.cpu': '200m', 'requests.memory': '100Mi' }],
  ],
  [
    'extended resources',
    [quota('a', { 'requests.example.com/gpu': '1' })],
    [pod('x', {}, { limits: { 'example.com/gpu': '2' } })],
    [
      'pods "x" is forbidden: exceeded quota: a, requested: requests.example.com/gpu=2, used: requests.example.com/gpu=0, limited: requests.example.com/gpu=1',
    ],
    [{ 'requests.example.com/gpu': '0' }],
  ],
  [
    'only pods that are best effort',
    [quota('a', { pods: '1' }, { scopes: ['BestEffort'] })],
    [pod('x', {}, some), pod('y'), pod('z')],
    ['pods "z" is forbidden: exceeded quota: a, requested: pods=1, used: pods=1, limited: pods=1'],
    [{ pods: '1' }],
  ],
  [
    'only pods that end',
    [quota('a', { pods: '1' }, { scopes: ['Terminating'] }), quota('b', { pods: '1' }, { scopes: ['NotTerminating'] })],
    [pod('x', { activeDeadlineSeconds: 60 }), pod('y')],
    [],
    [{ pods: '1' }, { pods: '1' }],
  ],
  [
    'a priority class',
    [
      quota(
        'a',
        { pods: '0' },
        { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }] } },
      ),
    ],
    [pod('x'), pod('y', { priorityClassName: 'system-node-critical' })],
    ['pods "y" is forbidden: exceeded quota: a, requested: pods=1, used: pods=0, limited: pods=0'],
    [{ pods: '0' }],
  ],
  [
    'affinity to other namespaces',
    [quota('a', { pods: '0' }, { scopes: ['CrossNamespacePodAffinity'] })],
    [
      pod('x', {
        affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', namespaces: ['other'] }] } },
      }),
    ],
    ['pods "x" is forbidden: exceeded quota: a, requested: pods=1, used: pods=0, limited: pods=0'],
    [{ pods: '0' }],
  ],
  [
    'ports and balancers of Services, by what they intend',
    [quota('a', { services: '3', 'services.nodeports': '3', 'services.loadbalancers': '1' })],
    [
      service('one', 'NodePort', [80, 81]),
      service('two', 'LoadBalancer', [80, 81]),
      service('three', 'LoadBalancer', [80, 81], { allocateLoadBalancerNodePorts: false }),
    ],
    [
      'services "two" is forbidden: exceeded quota: a, requested: services.nodeports=2, used: services.nodeports=2, limited: services.nodeports=3',
    ],
    [{ services: '3', 'services.loadbalancers': '1', 'services.nodeports': '2' }],
  ],
  [
    'storage, and that of one class',
    [quota('a', { 'requests.storage': '5Gi', 'gold.storageclass.storage.k8s.io/requests.storage': '1Gi', persistentvolumeclaims: '9' })],
    [claim('x', '2Gi'), claim('y', '2Gi', { storageClassName: 'gold' }), claim('z', '4Gi')],
    [
      'persistentvolumeclaims "y" is forbidden: exceeded quota: a, requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi, used: gold.storageclass.storage.k8s.io/requests.storage=0, limited: gold.storageclass.storage.k8s.io/requests.storage=1Gi',
      'persistentvolumeclaims "z" is forbidden: exceeded quota: a, requested: requests.storage=4Gi, used: requests.storage=2Gi, limited: requests.storage=5Gi',
    ],
    [{ 'gold.storageclass.storage.k8s.io/requests.storage': '0', persistentvolumeclaims: '1', 'requests.storage': '2Gi' }],
  ],
  [
    'claims with a class of attributes',
    [
      quota(
        'a',
        { persistentvolumeclaims: '0' },
        { scopeSelector: { matchExpressions: [{ scopeName: 'VolumeAttributesClass', operator: 'Exists' }] } },
      ),
    ],
    [claim('x', '1Gi'), claim('y', '1Gi', { volumeAttributesClassName: 'fast' })],
    [
      'persistentvolumeclaims "y" is forbidden: exceeded quota: a, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0',
    ],
    [{ persistentvolumeclaims: '0' }],
  ],
  [
    'counts of anything; what nobody knows stays unmeasured',
    [quota('a', { 'count/leases.coordination.k8s.io': '0', 'count/nothing.example.com': '1', configmaps: '5' })],
    [{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'x' } }],
    [
      'leases.coordination.k8s.io "x" is forbidden: exceeded quota: a, requested: count/leases.coordination.k8s.io=1, used: count/leases.coordination.k8s.io=0, limited: count/leases.coordination.k8s.io=0',
    ],
    [{ configmaps: '1', 'count/leases.coordination.k8s.io': '0' }],
  ],
])('%s', (_, quotas, objects, refused, used) => expect(outcome(quotas, ...objects)).toEqual({ refused, used }));

test('a dry run is checked and books nothing', () => {
  const real = realCluster();
  real.apply(quota('a', { pods: '1' }));
  const create = (name: string, dryRun: boolean): unknown =>
    real.cluster.handle({ group: '', version: 'v1', resource: 'pods', namespace: 'default', verb: 'create', body: pod(name), dryRun });
  create('x', true);
  expect(real.get<KubeObject>('resourcequotas', 'a')!['status'].used).toEqual({ pods: '0' });
  create('x', false);
  expect(() => create('y', true)).toThrow('exceeded quota: a');
});

test('a Service that becomes a NodePort is charged, and gives back what it no longer needs', () => {
  const real = realCluster();
  real.apply(quota('a', { 'services.nodeports': '1' }), service('s', 'ClusterIP', [80]));
  const used = (): unknown => real.get<KubeObject>('resourcequotas', 'a')!['status'].used;
  real.patch('services', 's', { spec: { type: 'NodePort' } });
  expect(used()).toEqual({ 'services.nodeports': '1' });
  expect(() => real.apply(service('t', 'NodePort', [80]))).toThrow('exceeded quota');
  real.patch('services', 's', { spec: { type: 'ClusterIP' } });
  expect(used()).toEqual({ 'services.nodeports': '0' });
});
