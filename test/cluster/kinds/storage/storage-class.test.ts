import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const storageClass = (fields: string, metadata = 'name: fast'): string =>
  `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {${metadata}}, ${fields}}`;
const fast = storageClass('provisioner: example.com/disk, allowVolumeExpansion: true');
const invalid = 'StorageClass.storage.k8s.io "fast" is invalid';

test('everything wrong is told', () => {
  const server = kindServer();
  expect(server.refusal(() => server.create(storageClass('volumeBindingMode: Later, reclaimPolicy: Keep')))).toBe(
    `${invalid}: [provisioner: Required value, reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain", volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"]`,
  );
});

describe('what stays', () => {
  test.each([
    [{ reclaimPolicy: 'Retain' }, 'reclaimPolicy: Invalid value: "Retain": field is immutable'],
    [{ volumeBindingMode: 'WaitForFirstConsumer' }, 'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable'],
    [{ parameters: { type: 'ssd' } }, 'parameters: Invalid value: {"type":"ssd"}: field is immutable'],
  ])('%j', (patch, message) => {
    const server = kindServer();
    server.create(fast);
    expect(server.refusal(() => server.patch(fast, patch))).toBe(`${invalid}: ${message}`);
  });
});

test('the default class is told by its name', () => {
  const server = kindServer();
  server.create(fast);
  server.create(storageClass('provisioner: a/b', 'name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}'));
  expect(server.rows(fast)).toEqual([
    ['fast', 'example.com/disk', 'Delete', 'Immediate', 'true', '0s'],
    ['standard (default)', 'a/b', 'Delete', 'Immediate', 'false', '0s'],
  ]);
});

describe('growing claims', () => {
  const claim = (className: string): string =>
    `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {storageClassName: ${className}, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}`;
  const larger = { spec: { resources: { requests: { storage: '2Gi' } } } };

  test.each([
    ['fast', ''],
    [
      'manual',
      'persistentvolumeclaims "c" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    ],
  ])('of class %s', (className, message) => {
    const server = kindServer();
    server.create(fast);
    server.create(claim(className));
    server.api.modify(
      'persistentvolumeclaims',
      'default',
      'c',
      (draft) => {
        draft.status = { phase: 'Bound', capacity: { storage: '1Gi' } };
      },
      'status',
    );
    expect(server.refusal(() => server.patch(claim(className), larger))).toBe(message);
  });
});
