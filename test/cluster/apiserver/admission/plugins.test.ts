import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { mergeTolerations } from '../../../../src/cluster/apiserver/admission/runtime-class.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const pod = (name: string, spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});

const runtime = (name: string, more: object = {}): object => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  handler: 'h',
  ...more,
});

const gvisor = runtime('gvisor', {
  overhead: { podFixed: { cpu: '250m', memory: '120Mi' } },
  scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox', operator: 'Exists' }] },
});

test('a pod gets what its runtime class brings along', () => {
  const real = realCluster();
  real.apply(
    gvisor,
    pod('p', { runtimeClassName: 'gvisor', nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'sandbox', value: 'x' }] }),
  );
  const { overhead, nodeSelector, tolerations } = real.get<KubeObject>('pods', 'p')!['spec'];
  expect(overhead).toEqual({ cpu: '250m', memory: '120Mi' });
  expect(nodeSelector).toEqual({ disk: 'ssd', sandbox: 'yes' });
  expect((tolerations as { key: string }[]).map(({ key }) => key)).toEqual([
    'node.kubernetes.io/not-ready',
    'node.kubernetes.io/unreachable',
    'sandbox',
  ]);
});

test.each([
  ['a class that is not there', { runtimeClassName: 'none' }, 'pod rejected: RuntimeClass "none" not found'],
  [
    'an overhead of its own',
    { runtimeClassName: 'gvisor', overhead: { cpu: '1' } },
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  ],
  [
    'an overhead without a class',
    { overhead: { cpu: '1' } },
    'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  ],
  [
    'a selector that contradicts',
    { runtimeClassName: 'gvisor', nodeSelector: { sandbox: 'no' } },
    'conflict: runtimeClass.scheduling.nodeSelector[sandbox] = yes; pod.spec.nodeSelector[sandbox] = no',
  ],
  [
    'a preemption policy that contradicts',
    { preemptionPolicy: 'Never' },
    'the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
  ],
  [
    'an account that is not there',
    { serviceAccountName: 'nobody' },
    'error looking up service account default/nobody: serviceaccount "nobody" not found',
  ],
])('%s is forbidden', (_, spec, why) => {
  const real = realCluster();
  real.apply(gvisor);
  expect(() => real.apply(pod('p', spec))).toThrow(`pods "p" is forbidden: ${why}`);
});

test('tolerations are merged: what another one covers goes', () => {
  const all = { operator: 'Exists' };
  const one = { key: 'a', operator: 'Equal', value: '1', effect: 'NoSchedule' };
  const short = { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
  const long = { ...short, tolerationSeconds: 50 };
  expect(mergeTolerations([one, one, short])).toEqual([one, short]);
  expect(mergeTolerations([short, long])).toEqual([long]);
  expect(mergeTolerations([one, short, all])).toEqual([all]);
});

test('an account may keep its pods to its own secrets', () => {
  const real = realCluster();
  real.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'strict', annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } },
    secrets: [{ name: 'known' }],
  });
  const using = (name: string): object =>
    pod('p', { serviceAccountName: 'strict', containers: [{ name: 'c', image: 'nginx', envFrom: [{ secretRef: { name } }] }] });
  expect(() => real.apply(using('other'))).toThrow(
    'pods "p" is forbidden: container c with envFrom referencing secret.secretName="other" is not allowed because service account strict does not reference that secret',
  );
  real.apply(using('known'));
});

test('a mirror pod has no account', () => {
  const real = realCluster();
  const mirror = { annotations: { 'kubernetes.io/config.mirror': 'x' } };
  expect(() => real.apply(pod('p', { nodeName: 'kubesim-worker', serviceAccountName: 'default' }, mirror))).toThrow(
    'a mirror pod may not reference service accounts',
  );
});

test('a bound pod is labelled with where it is', () => {
  const real = realCluster();
  for (const name of ['kubesim-worker', 'kubesim-worker2']) {
    real.patch('nodes', name, { metadata: { labels: { 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r' } } });
  }
  real.apply(pod('p', {}, { labels: { 'topology.kubernetes.io/region': 'mine' } }), pod('q', { nodeName: 'kubesim-worker' }));
  real.advance(1);
  expect(real.get('pods', 'p')!.metadata.labels).toEqual({ 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r' });
  expect(real.get('pods', 'q')!.metadata.labels).toEqual({ 'topology.kubernetes.io/zone': 'z', 'topology.kubernetes.io/region': 'r' });
});

test('a new node takes no pods until it was seen to be ready', () => {
  const real = realCluster();
  const { body } = real.cluster.handle({
    group: '',
    version: 'v1',
    resource: 'nodes',
    verb: 'create',
    dryRun: true,
    body: { metadata: { name: 'n' }, spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
  });
  expect(body['spec'].taints).toEqual([
    { key: 'a', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
  ]);
  expect(real.get<KubeObject>('nodes', 'kubesim-worker')!['spec'].taints).toBeUndefined();
});

test('of two default classes the newer one counts', () => {
  const real = realCluster();
  const ingressClass = (name: string): object => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
    spec: { controller: 'example.com/c' },
  });
  real.apply(ingressClass('b'));
  real.advance(5);
  real.apply(ingressClass('c'), ingressClass('a'));
  const backend = { service: { name: 's', port: { number: 80 } } };
  real.apply({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'i' }, spec: { defaultBackend: backend } });
  expect(real.get<KubeObject>('ingresses.networking.k8s.io', 'i')!['spec'].ingressClassName).toBe('a');
});

test('a class of volume attributes stays while a claim has it', () => {
  const real = realCluster();
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeAttributesClassName: 'fast' },
  };
  const attributes = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttributesClass',
    metadata: { name: 'fast' },
    driverName: 'd',
    parameters: { a: 'b' },
  };
  real.apply(attributes, claim);
  real.remove('volumeattributesclasses.storage.k8s.io', 'fast');
  expect(real.get('volumeattributesclasses.storage.k8s.io', 'fast')?.metadata.finalizers).toEqual(['kubernetes.io/vac-protection']);
  real.remove('persistentvolumeclaims', 'data');
  expect(real.get('volumeattributesclasses.storage.k8s.io', 'fast')).toBeUndefined();
});
