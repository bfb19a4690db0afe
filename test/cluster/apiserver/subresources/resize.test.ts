import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { realCluster, type RealCluster } from '../../../support/real-cluster.ts';

const amounts = (cpu: string, limit = cpu): object => ({ requests: { cpu, memory: '64Mi' }, limits: { cpu: limit, memory: '64Mi' } });

function pod(more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      initContainers: [
        { name: 'init', image: 'busybox', resources: amounts('10m') },
        { name: 'side', image: 'nginx', restartPolicy: 'Always', resources: amounts('10m') },
      ],
      containers: [
        { name: 'a', image: 'nginx', resources: amounts('100m', '200m') },
        { name: 'b', image: 'nginx' },
      ],
      ...more,
    },
  };
}

function resize(real: RealCluster, body: object, patchType = 'strategic'): KubeObject {
  return real.cluster.handle({
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    name: 'p',
    subresource: 'resize',
    verb: 'patch',
    patchType: patchType as 'strategic',
    body,
  }).body;
}

test('resources change, everything else in the body does not', () => {
  const real = realCluster();
  real.apply(pod());
  const containers = [{ name: 'a', image: 'other', resources: amounts('150m', '300m') }];
  const initContainers = [{ name: 'side', resources: { limits: { cpu: '20m' } } }];
  const { metadata, spec } = resize(real, { metadata: { labels: { a: 'b' } }, spec: { containers, initContainers, nodeName: 'x' } });
  expect(metadata).toMatchObject({ generation: 2 });
  expect(metadata.labels).toBeUndefined();
  expect(spec.containers[0]).toMatchObject({ image: 'nginx', resources: amounts('150m', '300m') });
  expect(spec.initContainers[1].resources.limits).toEqual({ cpu: '20m', memory: '64Mi' });
  expect(spec.nodeName).not.toBe('x');
});

test.each<[string, object, string]>([
  [
    'amounts that would go',
    { containers: [{ name: 'a', resources: { limits: { memory: null } } }] },
    'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
  ],
  [
    'more than the limit',
    { containers: [{ name: 'a', resources: { requests: { cpu: '1' } } }] },
    'must be less than or equal to cpu limit of 200m',
  ],
  [
    'other resources',
    { containers: [{ name: 'a', resources: { limits: { 'ephemeral-storage': '1Gi' } } }] },
    'Pod "p" is invalid: spec: Forbidden: only cpu and memory resources are mutable',
  ],
  [
    'other resources of init containers',
    { initContainers: [{ name: 'init', resources: { limits: { 'ephemeral-storage': '1Gi' } } }] },
    'spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable',
  ],
  [
    'how the pod is resized',
    { containers: [{ name: 'a', resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }] },
    'spec: Forbidden: only cpu and memory resources are mutable',
  ],
  [
    'another container',
    { containers: [{ name: 'c', image: 'nginx' }] },
    'spec.containers: Forbidden: containers may not be added or removed on resize',
  ],
])('%s is refused', (_, spec, why) => {
  const real = realCluster();
  real.apply(pod());
  expect(() => resize(real, { spec })).toThrow(why);
});

test('init containers can be resized, and pods as a whole', () => {
  const real = realCluster();
  const whole = (cpu: string, limit: string): object => ({ requests: { cpu, memory: '1Gi' }, limits: { cpu: limit, memory: '1Gi' } });
  real.apply(pod({ resources: whole('2', '3') }));
  const { spec } = resize(real, { spec: { initContainers: [{ name: 'init', resources: { limits: { cpu: '20m' } } }] } });
  expect(spec.initContainers[0].resources.limits.cpu).toBe('20m');
  expect(resize(real, { spec: { resources: whole('1', '2') } }).spec.resources).toEqual(whole('1', '2'));
  expect(() => resize(real, { spec: { resources: { limits: { cpu: null } } } })).toThrow(
    'spec.resources.limits: Forbidden: pod-level resource limits cannot be removed',
  );
});

test('a pod keeps its class of service', () => {
  const real = realCluster();
  real.apply(pod({ initContainers: [], containers: [{ name: 'a', image: 'nginx', resources: amounts('100m', '200m') }] }));
  expect(() => resize(real, { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '200m' } } }] } })).toThrow(
    'Pod "p" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
  );
});

test('nor can it have more than its node, its limits or its quota have', () => {
  const real = realCluster();
  real.apply(pod());
  real.advance(5);
  const ask = (cpu: string) => (): unknown => resize(real, { spec: { containers: [{ name: 'a', resources: amounts('100m', cpu) }] } });
  expect(() => resize(real, { spec: { containers: [{ name: 'a', resources: amounts('9', '10') }] } })).toThrow(
    `pods "p" is forbidden: Node didn't have enough allocatable resources: cpu, requested: 9010, allocatable: 4000`,
  );
  real.apply({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'l' }, spec: { limits: [{ type: 'Pod', max: { cpu: '1' } }] } });
  expect(ask('2')).toThrow('maximum cpu usage per Pod is 1, but limit is 2010m');
  real.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { 'limits.cpu': '300m' } } });
  expect(ask('500m')).toThrow('must specify limits.cpu for: b');
});

test('the kubelet follows, and restarts what asks for it', () => {
  const real = realCluster({ kubelet: 'real' });
  const policy = [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }];
  const one = { name: 'a', image: 'nginx:1.27', resources: amounts('100m', '200m'), resizePolicy: policy };
  real.apply(pod({ initContainers: [], containers: [one] }));
  real.advance(30);
  resize(real, { spec: { containers: [{ name: 'a', resources: amounts('150m', '200m') }] } });
  const shown = (): KubeObject => real.get<KubeObject>('pods', 'p')!['status'].containerStatuses[0];
  expect(shown()).toMatchObject({ resources: amounts('150m', '200m'), allocatedResources: { cpu: '150m' }, restartCount: 0 });
  resize(real, { spec: { containers: [{ name: 'a', resources: { requests: { memory: '100Mi' }, limits: { memory: '100Mi' } } }] } });
  real.advance(40);
  expect(shown()).toMatchObject({ allocatedResources: { cpu: '150m', memory: '100Mi' }, restartCount: 1 });
  expect(real.events('p').some((text) => text.includes('Container a resize requires restart'))).toBe(true);
});
