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

test.each([
  [
    'CSIDriver',
    'spec: {fsGroupPolicy: Some}',
    'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
  ],
  [
    'CSIDriver',
    'spec: {volumeLifecycleModes: [Some]}',
    'spec.volumeLifecycleModes: Unsupported value: "Some": supported values: "Persistent", "Ephemeral"',
  ],
  ['CSIDriver', 'spec: {tokenRequests: [{audience: a}, {audience: a}]}', 'spec.tokenRequests[1].audience: Duplicate value: "a"'],
  [
    'CSIDriver',
    'spec: {nodeAllocatableUpdatePeriodSeconds: 5}',
    'spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 5: must be greater than or equal to 10 seconds',
  ],
  ['CSINode', 'spec: {drivers: [{name: d, nodeID: i, topologyKeys: [a, a]}]}', 'spec.drivers[0]: Duplicate value: "a"'],
  [
    'VolumeAttachment',
    'spec: {attacher: d, nodeName: n, source: {persistentVolumeName: a, inlineVolumeSpec: {hostPath: {path: /x}}}}',
    'spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
  ],
  ['VolumeAttributesClass', 'driverName: d, parameters: {"": a}', `parameters: Invalid value: "": field can not be empty.`],
])('%s with %s', (kind, fields, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(storage(kind, 'x', fields)))).toContain(`is invalid: ${message}`);
});

test.each([
  [
    'CSINode',
    'spec: {drivers: [{name: d, nodeID: i}]}',
    { spec: { drivers: [{ name: 'd', nodeID: 'j' }] } },
    'spec.drivers: Invalid value: {"Name":"d","NodeID":"j","TopologyKeys":null,"Allocatable":null}: field is immutable',
  ],
  [
    'VolumeAttachment',
    'spec: {attacher: d, nodeName: n, source: {persistentVolumeName: a}}',
    { spec: { nodeName: 'm' } },
    'spec: Invalid value: {"Attacher":"d","Source":{"PersistentVolumeName":"a","InlineVolumeSpec":null},"NodeName":"m"}: field is immutable',
  ],
])('what stays of a %s', (kind, fields, patch, message) => {
  const server = kindServer();
  const manifest = storage(kind, 'x', fields);
  server.create(manifest);
  expect(server.refusal(() => server.patch(manifest, patch))).toContain(`is invalid: ${message}`);
});

test('a switch of drivers behind a feature gate that is off', () => {
  const driver = storage('CSIDriver', 'x', 'spec: {preventPodSchedulingIfMissing: true}');
  expect(kindServer().create(driver).body['spec']).not.toHaveProperty('preventPodSchedulingIfMissing');
});
