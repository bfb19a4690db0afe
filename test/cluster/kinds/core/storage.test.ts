import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const volume = (spec: string): string => `{apiVersion: v1, kind: PersistentVolume, metadata: {name: vol}, spec: ${spec}}`;
const claim = (spec: string): string => `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: ${spec}}`;
const MODES = 'supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';

const disk = volume('{storageClassName: manual, capacity: {storage: 2Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /mnt/vol}}');
const request = claim('{storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}');

describe('volumes that are refused', () => {
  const cases: [spec: string, message: string][] = [
    ['{capacity: {storage: 1Gi}}', '[spec.accessModes: Required value, spec: Required value: must specify a volume type]'],
    [
      '{capacity: {cpu: 1}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Shred, hostPath: {path: ../x}}',
      '[spec.capacity: Unsupported value: {"cpu":"1"}: supported values: "storage", spec.persistentVolumeReclaimPolicy: Unsupported value: "Shred": supported values: "Delete", "Recycle", "Retain", spec.hostPath.path: Invalid value: "../x": must not contain \'..\']',
    ],
    [
      '{capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /a}, nfs: {server: s, path: /b}}',
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ],
    [
      '{accessModes: [ReadWriteOnce], hostPath: {path: /a}}',
      '[spec.capacity: Required value, spec.capacity: Unsupported value: null: supported values: "storage"]',
    ],
    [
      '{capacity: {storage: 1Gi}, accessModes: [ReadWriteSometimes], hostPath: {path: /a}}',
      `spec.accessModes: Unsupported value: "ReadWriteSometimes": ${MODES}`,
    ],
    [
      '{capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /a}}',
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ],
  ];
  test.each(cases)('%s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(volume(spec)))).toBe(`PersistentVolume "vol" is invalid: ${message}`);
  });
});

describe('claims that are refused', () => {
  const cases: [spec: string, message: string][] = [
    ['{}', '[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]'],
    [
      '{accessModes: [ReadWriteSometimes], resources: {requests: {storage: 0}}}',
      `[spec.accessModes: Unsupported value: "ReadWriteSometimes": ${MODES}, spec.resources[storage]: Invalid value: "0": must be greater than zero]`,
    ],
    [
      '{accessModes: [ReadWriteOncePod, ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    ],
  ];
  test.each(cases)('%s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(claim(spec)))).toBe(`PersistentVolumeClaim "c" is invalid: ${message}`);
  });
});

describe('what stays', () => {
  test('what a volume is made of', () => {
    const server = kindServer();
    server.create(disk);
    expect(server.refusal(() => server.patch(disk, { spec: { hostPath: { path: '/elsewhere' } } }))).toBe(
      [
        'PersistentVolume "vol" is invalid: spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
        '@@ -2,7 +2,7 @@',
        '  "GCEPersistentDisk": null,',
        '  "AWSElasticBlockStore": null,',
        '  "HostPath": {',
        '-  "Path": "/mnt/vol",',
        '+  "Path": "/elsewhere",',
        '   "Type": ""',
        '  },',
        '  "Glusterfs": null,',
      ].join('\n'),
    );
    expect(server.refusal(() => server.patch(disk, { spec: { capacity: { storage: '3Gi' } } }))).toBe('');
  });

  test('what a claim asks for', () => {
    const server = kindServer();
    server.create(request);
    server.patch(request, { spec: { volumeName: 'vol' } });
    expect(server.refusal(() => server.patch(request, { spec: { storageClassName: 'standard' } }))).toBe(
      [
        'PersistentVolumeClaim "c" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
        '@@ -10,7 +10,7 @@',
        '   }',
        '  },',
        '  "VolumeName": "vol",',
        '- "StorageClassName": "manual",',
        '+ "StorageClassName": "standard",',
        '  "VolumeMode": "Filesystem",',
        '  "DataSource": null,',
        '  "DataSourceRef": null,',
      ].join('\n'),
    );
    const larger = { spec: { resources: { requests: { storage: '2Gi' } } } };
    expect(server.refusal(() => server.patch(request, larger))).toMatch(/spec is immutable/);
    server.api.modify(
      'persistentvolumeclaims',
      'default',
      'c',
      (draft) => void (draft.status = { phase: 'Bound', capacity: { storage: '1Gi' } }),
      'status',
    );
    // The rules of the claim allow it now; its class does not.
    expect(server.refusal(() => server.patch(request, larger))).toMatch(
      /^persistentvolumeclaims "c" is forbidden: only dynamically provisioned/,
    );
    const smaller = { spec: { resources: { requests: { storage: '500Mi' } } } };
    expect(server.refusal(() => server.patch(request, smaller))).toBe(
      'PersistentVolumeClaim "c" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    );
  });
});

test('rows', () => {
  const server = kindServer();
  server.create(
    volume('{storageClassName: manual, capacity: {storage: 5Gi}, accessModes: [ReadOnlyMany, ReadWriteOnce], hostPath: {path: /a}}'),
  );
  server.create(request);
  expect(server.rows(disk)).toEqual([['vol', '5Gi', 'RWO,ROX', 'Retain', 'Pending', '', 'manual', '<unset>', '', '0s', 'Filesystem']]);
  expect(server.rows(request)).toEqual([['c', 'Pending', '', '', '', 'manual', '<unset>', '0s', 'Filesystem']]);
  server.patch(request, { spec: { volumeName: 'vol' } });
  server.api.modify(
    'persistentvolumeclaims',
    'default',
    'c',
    (draft) => {
      draft.status = { phase: 'Bound', capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] };
    },
    'status',
  );
  expect(server.rows(request)).toEqual([['c', 'Bound', 'vol', '5Gi', 'RWO,ROX', 'manual', '<unset>', '0s', 'Filesystem']]);
});
