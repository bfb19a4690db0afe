import { expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const storage = (kind: string, name: string, fields: string): string =>
  `{apiVersion: storage.k8s.io/v1, kind: ${kind}, metadata: {name: ${name}}, ${fields}}`;

test('a driver and its switches', () => {
  const server = kindServer();
  const driver = storage('CSIDriver', 'disk.example.com', 'spec: {tokenRequests: [{audience: a}, {audience: b}]}');
  expect(server.create(driver).body['spec']).toMatchObject({
    attachRequired: true,
    podInfoOnMount: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
  });
  expect(server.rows(driver)).toEqual([['disk.example.com', true, false, false, 'a,b', false, 'Persistent', '0s']]);
  expect(server.refusal(() => server.patch(driver, { spec: { attachRequired: false } }))).toContain(
    'spec.attachRequired: Invalid value: false: field is immutable',
  );
});

test('an attachment', () => {
  const server = kindServer();
  const attachment = storage(
    'VolumeAttachment',
    'a',
    'spec: {attacher: disk.example.com, nodeName: n, source: {persistentVolumeName: pv}}',
  );
  expect(server.create(attachment).body['status']).toEqual({ attached: false });
  expect(server.rows(attachment)).toEqual([['a', 'disk.example.com', 'pv', 'n', false, '0s']]);
  expect(server.refusal(() => server.create(storage('VolumeAttachment', 'b', 'spec: {attacher: d, nodeName: n, source: {}}')))).toContain(
    'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
  );
});

test.each([
  ['CSINode', 'n', 'spec: {drivers: [{name: d, nodeID: i, topologyKeys: null}]}', ['n', 1, '0s']],
  ['CSIStorageCapacity', 'c', 'storageClassName: standard, capacity: 1Gi', ['c', '2026-11-21T06:00:00Z']],
  ['VolumeAttributesClass', 'v', 'driverName: disk.example.com, parameters: {iops: "100"}', ['v', 'disk.example.com', '0s']],
])('the table of %s', (kind, name, fields, row) => {
  const server = kindServer();
  const manifest = storage(kind, name, fields);
  server.create(manifest);
  expect(server.rows(manifest)).toEqual([row]);
});
