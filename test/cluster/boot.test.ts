import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseGroupVersion, type KubeObject } from '../../src/api/object.ts';
import type { ClusterApi } from '../../src/cluster/apiserver/cluster-api.ts';
import { boot } from '../../src/cluster/boot.ts';
import { builtInKinds, kinds } from '../../src/cluster/kinds/index.ts';
import { kindServer } from '../support/kind-server.ts';

const folder = new URL('../../manifests/boot/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((name) => parseAllDocuments(readFileSync(new URL(name, folder), 'utf8')))
  .map((document) => document.toJS() as KubeObject);

const now = Date.UTC(2026, 10, 21, 6);

function booted(bare: boolean, nodeNames = ['kubesim-control-plane', 'kubesim-worker', 'kubesim-worker2']): ClusterApi {
  const { api } = kindServer(now, { empty: true });
  boot(() => api, { nodeNames, bare, now }, documents);
  return api;
}

const names = (objects: readonly { metadata: { name?: string } }[]): string[] => objects.map(({ metadata }) => metadata.name ?? '');

test('a bare cluster has four namespaces, its nodes and the kubernetes Service, and no pods', () => {
  const api = booted(true);
  expect(names(api.list('namespaces'))).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  expect(names(api.list('nodes'))).toEqual(['kubesim-control-plane', 'kubesim-worker', 'kubesim-worker2']);
  expect(names(api.list('leases.coordination.k8s.io', 'kube-node-lease'))).toEqual(names(api.list('nodes')));
  expect(api.list('pods')).toEqual([]);
  expect(api.list('deployments.apps')).toEqual([]);
  expect(names(api.list('services'))).toEqual(['kubernetes']);
  expect(api.get('services', 'default', 'kubernetes')?.spec).toMatchObject({
    clusterIP: '10.96.0.1',
    ports: [{ port: 443, targetPort: 6443 }],
  });
  expect(api.get('endpoints', 'default', 'kubernetes')?.subsets).toEqual([
    { addresses: [{ ip: '172.18.0.2' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] },
  ]);
});

test('the control plane is tainted and left out of load balancing; addresses and pod networks follow the order of the nodes', () => {
  const [first, second] = booted(true).list('nodes');
  expect(first).toMatchObject({
    metadata: { labels: { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
    spec: {
      podCIDR: '10.244.0.0/24',
      taints: [
        { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' },
        // Nobody is there yet who would take it off.
        { effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' },
      ],
    },
    status: { addresses: [{ address: '172.18.0.2', type: 'InternalIP' }, {}], capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
  });
  expect(second?.spec).toMatchObject({ podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] });
  expect(second?.status?.conditions?.map(({ type, status, reason }) => `${type}=${status} (${reason})`)).toEqual([
    'MemoryPressure=False (KubeletHasSufficientMemory)',
    'DiskPressure=False (KubeletHasNoDiskPressure)',
    'PIDPressure=False (KubeletHasSufficientPID)',
    'Ready=True (KubeletReady)',
  ]);
});

test('a full cluster has the pods of kubeadm and kind', () => {
  const api = booted(false);
  expect(names(api.list('namespaces'))).toContain('local-path-storage');
  expect(names(api.list('pods'))).toEqual(
    ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => `${name}-kubesim-control-plane`),
  );
  const node = api.get('nodes', '', 'kubesim-control-plane');
  for (const pod of api.list('pods')) {
    expect(pod.metadata.ownerReferences).toEqual([
      { apiVersion: 'v1', kind: 'Node', name: 'kubesim-control-plane', uid: node?.metadata.uid, controller: true },
    ]);
  }
  expect(names(api.list('daemonsets.apps'))).toEqual(['kindnet', 'kube-proxy']);
  expect(names(api.list('deployments.apps'))).toEqual(['coredns', 'local-path-provisioner']);
  expect(api.get('services', 'kube-system', 'kube-dns')?.spec?.clusterIP).toBe('10.96.0.10');
});

test('every control-plane node has its own', () => {
  const api = booted(false, ['a-control-plane', 'b-control-plane', 'c']);
  expect(names(api.list('pods'))).toHaveLength(8);
  expect(JSON.stringify(api.get('pods', 'kube-system', 'etcd-b-control-plane')?.spec)).toContain('--name=b-control-plane');
  expect(api.get('endpoints', 'default', 'kubernetes')?.subsets?.[0]?.addresses).toEqual([{ ip: '172.18.0.2' }, { ip: '172.18.0.3' }]);
});

test('no mark and no placeholder is left', () => {
  const api = booted(false);
  const everything = kinds.map((kind) => api.list(kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`));
  const text = JSON.stringify(everything);
  expect(text).not.toContain('boot.kubesim.io');
  expect(text).not.toMatch(/<(NODE_NAME|NODE_IP|TIME|MICRO_TIME|DATE)>/);
  // A variable of the pod's own is not a placeholder.
  expect(text).toContain('--hostname-override=$(NODE_NAME)');
});

test('manifests of kinds that are known are created, each once', () => {
  const known = documents.filter(({ apiVersion, kind }) => {
    const { group, version } = parseGroupVersion(apiVersion ?? '');
    return builtInKinds.findByName(group, version, kind ?? '') !== undefined;
  });
  const api = booted(false);
  for (const { apiVersion, kind, metadata } of known) {
    const { group, version } = parseGroupVersion(apiVersion ?? '');
    const { plural = '', namespaced } = builtInKinds.findByName(group, version, kind ?? '') ?? {};
    const name = (metadata.name ?? '').replace('<NODE_NAME>', 'kubesim-control-plane');
    const resource = group === '' ? plural : `${plural}.${group}`;
    expect(api.get(resource, namespaced ? (metadata.namespace ?? '') : '', name), `${kind} ${name}`).toBeDefined();
  }
});
