import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../../src/api/object.ts';
import { builtInKinds } from '../../../src/cluster/kinds/index.ts';
import { containerUsage } from '../../../src/cluster/metrics/usage.ts';
import { realCluster, type RealCluster } from '../../support/real-cluster.ts';

const API_SERVICE = 'v1beta1.metrics.k8s.io';
const MEASURES = { group: 'metrics.k8s.io', version: 'v1beta1' };

function pod(name: string, namespace = 'default', resources = {}): object {
  const containers = [{ name: 'c', image: 'nginx', resources }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: { app: name } }, spec: { containers } };
}

function install(real: RealCluster): void {
  real.apply(
    pod('metrics', 'kube-system'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'metrics', namespace: 'kube-system' },
      spec: { selector: { app: 'metrics' }, ports: [{ port: 443, targetPort: 10250 }] },
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: API_SERVICE },
      spec: { ...MEASURES, groupPriorityMinimum: 100, versionPriority: 100, service: { name: 'metrics', namespace: 'kube-system' } },
    },
  );
  real.advance(60);
}

const ask = ({ cluster }: RealCluster, resource: string, of: object = {}): KubeObject =>
  cluster.handle({ ...MEASURES, verb: 'list', resource, ...of }).body;
const namesOf = (list: KubeObject): string[] => (list['items'] as KubeObject[]).map(({ metadata }) => metadata.name ?? '');
const served = ({ cluster }: RealCluster): boolean => cluster.discovery().groups.some(({ name }) => name === MEASURES.group);

test('metrics are served as long as a metrics server is installed and ready', () => {
  const real = realCluster();
  expect(served(real)).toBe(false);
  install(real);
  expect(real.get<KubeObject>('apiservices.apiregistration.k8s.io', API_SERVICE)!['status'].conditions).toMatchObject([
    { status: 'True', reason: 'Passed', message: 'all checks passed' },
  ]);
  expect(served(real)).toBe(true);
  expect(namesOf(ask(real, 'nodes'))).toEqual(['kubesim-control-plane', 'kubesim-worker', 'kubesim-worker2']);
  real.remove('pods', 'metrics', { gracePeriodSeconds: 0 }, 'kube-system');
  expect(served(real)).toBe(false);
  real.apply(pod('metrics', 'kube-system'));
  real.advance(60);
  expect(served(real)).toBe(true);
  real.remove('apiservices.apiregistration.k8s.io', API_SERVICE);
  expect(served(real)).toBe(false);
  expect(() => ask(real, 'nodes')).toThrow('the server could not find the requested resource');
});

test('the metrics server of manifests/addons serves, and readers of a namespace may look at its usage', () => {
  const real = realCluster();
  const text = readFileSync(join(import.meta.dirname, '../../../manifests/addons/metrics-server.yaml'), 'utf8');
  real.apply(...parseAllDocuments(text).map((document) => document.toJS() as object));
  real.advance(90);
  expect(namesOf(ask(real, 'nodes'))).toHaveLength(3);
  const view = real.get<KubeObject>('clusterroles.rbac.authorization.k8s.io', 'view') as unknown as { rules: { apiGroups: string[] }[] };
  expect(view.rules.flatMap(({ apiGroups }) => apiGroups)).toContain(MEASURES.group);
});

test('a pod has metrics once it has run for a while, and selectors choose among them', () => {
  const real = realCluster();
  install(real);
  real.apply(pod('a'), pod('b'));
  const list = (of: object = {}): string[] => namesOf(ask(real, 'pods', { namespace: 'default', ...of }));
  expect(list()).toEqual([]);
  real.advance(60);
  expect(list()).toEqual(['a', 'b']);
  expect(list({ labelSelector: 'app=b' })).toEqual(['b']);
  expect(list({ fieldSelector: 'metadata.name=a' })).toEqual(['a']);
  expect(ask(real, 'pods', { verb: 'get', namespace: 'default', name: 'a' })).toMatchObject({
    kind: 'PodMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { name: 'a', namespace: 'default', labels: { app: 'a' } },
    window: '15s',
    containers: [
      { name: 'c', usage: { cpu: expect.stringMatching(/^\d+n$/) as string, memory: expect.stringMatching(/^\d+Ki$/) as string } },
    ],
  });
  expect(() => ask(real, 'pods', { verb: 'get', namespace: 'default', name: 'c' })).toThrow(
    'podmetrics.metrics.k8s.io "default/c" not found',
  );
  expect(() => ask(real, 'pods', { verb: 'delete', namespace: 'default', name: 'a' })).toThrow(
    expect.objectContaining({ status: expect.objectContaining({ code: 405 }) as object }) as Error,
  );
});

test('usage follows requests, stays below limits, and is the same whoever looks', () => {
  const container = (requests?: object, limits?: object): Parameters<typeof containerUsage>[1] =>
    ({ name: 'c', resources: { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) } }) as never;
  const used = containerUsage('u', container({ cpu: '1', memory: '1Gi' }), 0);
  expect(used).toEqual(containerUsage('u', container({ cpu: '1', memory: '1Gi' }), 14_999));
  expect(used.cpu).toBeGreaterThan(100_000_000);
  expect(used.cpu).toBeLessThan(500_000_000);
  expect(used.memory).toBeLessThan(0.7 * 1024 ** 3);
  expect(containerUsage('u', container(undefined, { memory: '1Mi' }), 0).memory).toBeLessThan(1024 ** 2);
  expect(containerUsage('u', container(), 0).cpu).toBeLessThan(2_000_000);
});

test('a fresh cluster does not have the kinds', () => {
  expect(builtInKinds.find('metrics.k8s.io', 'v1beta1', 'pods')).toBeUndefined();
});
