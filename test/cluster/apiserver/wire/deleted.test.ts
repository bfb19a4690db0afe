import { expect, it } from 'vitest';
import { ADMINISTRATOR } from '../../../../src/cluster/apiserver/users.ts';
import type { KubeObject } from '../../../../src/api/object.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster } = realCluster();

const send = (method: string, target: string, body?: object, accept = 'application/json'): KubeObject => {
  const headers = { accept, 'content-type': 'application/json' };
  const answer = cluster.wire({ method, target, headers, trusted: ADMINISTRATOR, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (answer.kind !== 'whole' || answer.status > 299) throw new Error(JSON.stringify(answer));
  return JSON.parse(answer.body) as KubeObject;
};

const container = { name: 'c', image: 'nginx' };
const request = { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } };
const volume = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } };

// Typed clients read the answer as the type that the API's description names.
it.each([
  ['ConfigMap', '/api/v1/namespaces/default/configmaps', {}, 'Status'],
  ['Secret', '/api/v1/namespaces/default/secrets', {}, 'Status'],
  ['CSIStorageCapacity', '/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities', { storageClassName: 'standard' }, 'Status'],
  ['Pod', '/api/v1/namespaces/default/pods', { spec: { containers: [container] } }, 'Pod'],
  ['PodTemplate', '/api/v1/namespaces/default/podtemplates', { template: { spec: { containers: [container] } } }, 'PodTemplate'],
  ['ResourceQuota', '/api/v1/namespaces/default/resourcequotas', { spec: {} }, 'ResourceQuota'],
  ['Service', '/api/v1/namespaces/default/services', { spec: { ports: [{ port: 80 }] } }, 'Service'],
  ['ServiceAccount', '/api/v1/namespaces/default/serviceaccounts', {}, 'ServiceAccount'],
  ['PersistentVolume', '/api/v1/persistentvolumes', { spec: volume }, 'PersistentVolume'],
  ['StorageClass', '/apis/storage.k8s.io/v1/storageclasses', { provisioner: 'x/y' }, 'StorageClass'],
  ['CSIDriver', '/apis/storage.k8s.io/v1/csidrivers', { spec: {} }, 'CSIDriver'],
  ['CSINode', '/apis/storage.k8s.io/v1/csinodes', { spec: { drivers: [] } }, 'CSINode'],
  ['DeviceClass', '/apis/resource.k8s.io/v1/deviceclasses', { spec: {} }, 'DeviceClass'],
  ['ResourceClaim', '/apis/resource.k8s.io/v1/namespaces/default/resourceclaims', { spec: request }, 'ResourceClaim'],
  [
    'ResourceClaimTemplate',
    '/apis/resource.k8s.io/v1/namespaces/default/resourceclaimtemplates',
    { spec: { spec: request } },
    'ResourceClaimTemplate',
  ],
])('a %s that is deleted at once is answered as a real server answers', (kind, path, more, answered) => {
  const group = /^\/apis\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? 'v1';
  const created = send('POST', path, { apiVersion: group, kind, metadata: { name: 'x' }, ...more });
  // What protects volumes is not in its way.
  if (created.metadata.finalizers) send('PUT', `${path}/x`, { ...created, metadata: { name: 'x' } });
  const trial = send('DELETE', `${path}/x?gracePeriodSeconds=0&dryRun=All`);
  const deleted = send('DELETE', `${path}/x?gracePeriodSeconds=0`);
  expect([trial.kind, deleted.kind]).toEqual([answered, answered]);
  if (answered === 'Status') expect(deleted['details']).toMatchObject({ name: 'x', uid: created.metadata.uid });
  else expect(deleted.metadata).toMatchObject({ name: 'x', uid: created.metadata.uid });
  if (kind === 'Pod') expect(deleted.metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
  expect(() => send('GET', `${path}/x`)).toThrow('not found');
});

it('a collection that is deleted is answered with the list, as the client wants to see it', () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const make = (): unknown => send('POST', path, { metadata: { name: 'a', labels: { mine: 'yes' } } });
  make();
  expect(send('DELETE', `${path}?labelSelector=mine`)).toMatchObject({ kind: 'ConfigMapList', items: [{ metadata: { name: 'a' } }] });
  make();
  const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  expect(send('DELETE', `${path}?labelSelector=mine`, undefined, metadataOnly).kind).toBe('PartialObjectMetadataList');
});
