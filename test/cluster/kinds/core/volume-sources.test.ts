import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { persistentVolumeClaim } from '../../../../src/cluster/kinds/core/persistent-volume-claim.ts';
import { persistentVolume } from '../../../../src/cluster/kinds/core/persistent-volume.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { created, edited, refusals, updateRefusals } from '../../../support/kinds.ts';

const podWith = (source: string): string => `
metadata: {name: p}
spec:
  containers: [{name: c, image: 'nginx:1.27'}]
  volumes: [{name: v, ${source}}]
`;
const volumeWith = (fields: string): string => `
metadata: {name: v}
spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, ${fields}}
`;
const subdomain = expect.stringContaining('a lowercase RFC 1123 subdomain') as unknown as string;

describe('sources of a pod', () => {
  test.each<readonly [source: string, errors: readonly string[]]>([
    ['iscsi: {targetPortal: "10.0.0.1:3260", iqn: "iqn.2026-11.com.example:disk", lun: 0}', []],
    [
      'iscsi: {targetPortal: "10.0.0.1:3260", iqn: disk, lun: 300, chapAuthSession: true}',
      [
        'iscsi.iqn: Invalid value: "disk": must be valid format starting with iqn, eui, or naa',
        'iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive',
        'iscsi.secretRef: Required value',
      ],
    ],
    [
      'gcePersistentDisk: {pdName: d, partition: -1}',
      ['persistentDisk.partition: Invalid value: -1: must be between 1 and 255, inclusive'],
    ],
    ['fc: {targetWWNs: [a]}', ['fc.lun: Required value: lun is required if targetWWNs is specified']],
    [
      'fc: {targetWWNs: [a], lun: 1, wwids: [b]}',
      ['fc.targetWWNs: Invalid value: ["a"]: targetWWNs and wwids can not be specified simultaneously'],
    ],
    ['nfs: {server: s, path: relative}', ['nfs.path: Invalid value: "relative": must be an absolute path']],
    ['flocker: {datasetName: a/b}', [`flocker.datasetName: Invalid value: "a/b": must not contain '/'`]],
    [
      'flexVolume: {driver: d, options: {kubernetes.io/fsType: x, other: y}}',
      ['flexVolume.options[kubernetes.io/fsType]: Invalid value: "kubernetes.io/fsType": kubernetes.io and k8s.io namespaces are reserved'],
    ],
    [
      'quobyte: {registry: "host", volume: v}',
      ['quobyte.registry: Invalid value: "host": must be a host:port pair or multiple pairs separated by commas'],
    ],
    [
      'azureDisk: {diskName: d, diskURI: "https://x", kind: Managed, cachingMode: Some}',
      [
        'azureDisk.cachingMode: Unsupported value: "Some": supported values: "None", "ReadOnly", "ReadWrite"',
        'azureDisk.diskURI: Unsupported value: "https://x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
      ],
    ],
    ['csi: {driver: "-"}', ['csi.driver: Invalid value: "-": ']],
    [
      'ephemeral: {volumeClaimTemplate: {metadata: {name: x, labels: {a: b}}, spec: {accessModes: [Some], resources: {requests: {storage: "0"}}}}}',
      [
        'ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
        'ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "Some": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
        'ephemeral.volumeClaimTemplate.spec.resources[storage]: Invalid value: "0": must be greater than zero',
      ],
    ],
  ])('%s', (source, errors) => {
    const told = refusals(pod, podWith(source));
    expect(told).toHaveLength(errors.length);
    errors.forEach((error, i) => expect(told[i]).toContain(`spec.volumes[0].${error}`));
  });
});

describe('volumes', () => {
  test.each<readonly [fields: string, errors: readonly string[]]>([
    ['csi: {driver: d.example.com, volumeHandle: h, nodePublishSecretRef: {name: s, namespace: n}}', []],
    [
      'csi: {driver: d.example.com, volumeHandle: h, controllerExpandSecretRef: {name: S}}',
      [subdomain, 'spec.csi.controllerExpandSecretRef.namespace: Required value'],
    ],
    ['cinder: {volumeID: v, secretRef: {name: s}}', ['spec.cinder.secretRef.namespace: Required value']],
    ['gcePersistentDisk: {pdName: ""}', ['spec.persistentDisk.pdName: Required value']],
    [
      'local: {path: /mnt}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In}]}]}}',
      [
        "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ],
    ],
    [
      'hostPath: {path: /mnt}, volumeAttributesClassName: gold',
      ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
    ],
  ])('%s', (fields, errors) => expect(refusals(persistentVolume, volumeWith(fields))).toEqual(errors));

  test('the secret for expansion may be added', () => {
    const change = (object: KubeObject): unknown => (object['spec'].csi.controllerExpandSecretRef = { name: 's', namespace: 'n' });
    expect(updateRefusals(persistentVolume, volumeWith('csi: {driver: d.example.com, volumeHandle: h}'), change)).toEqual([]);
  });
});

describe('claims', () => {
  const claim = `
metadata: {name: c, namespace: default}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
  dataSource: {kind: PersistentVolumeClaim, name: other}
`;
  const source = 'dataSource: {kind: PersistentVolumeClaim, name: other}';

  test('the source is told both ways', () => {
    expect(created(persistentVolumeClaim, claim)['spec']).toMatchObject({
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'other' },
    });
    const custom = edited(claim, [source, 'dataSourceRef: {apiGroup: example.com, kind: Image, name: x}']);
    expect(created(persistentVolumeClaim, custom)['spec']).toMatchObject({
      dataSource: { apiGroup: 'example.com', kind: 'Image', name: 'x' },
    });
    const dropped = edited(claim, [source, 'dataSource: {apiGroup: example.com, kind: Image, name: x}']);
    expect(created(persistentVolumeClaim, dropped)['spec']).not.toHaveProperty('dataSource');
  });

  test.each<readonly [to: string, errors: readonly string[]]>([
    [
      'dataSourceRef: {kind: Thing}',
      [
        'spec.dataSource.name: Required value',
        `spec.dataSource: Invalid value: "Thing": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
        'spec.dataSourceRef.name: Required value',
        `spec.dataSourceRef: Invalid value: "Thing": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
      ],
    ],
    [`${source}\n  dataSourceRef: {kind: PersistentVolumeClaim, name: third}`, ['spec: Invalid value: {}: must match dataSourceRef']],
    [`${source}\n  dataSourceRef: {kind: PersistentVolumeClaim, name: other, namespace: far}`, []],
    ['volumeAttributesClassName: Gold', [subdomain]],
  ])('%s', (to, errors) => expect(refusals(persistentVolumeClaim, edited(claim, [source, to]))).toEqual(errors));

  test.each<readonly [string, (object: KubeObject) => unknown, readonly string[]]>([
    ['a class comes later', (object) => (object['spec'].storageClassName = 'standard'), []],
    [
      'the annotation of the class does not',
      (object) => (object.metadata.annotations = { 'volume.beta.kubernetes.io/storage-class': 'a' }),
      ['metadata.annotations.volume.beta.kubernetes.io/storage-class: Invalid value: "a": field is immutable'],
    ],
  ])('%s', (_name, change, errors) => expect(updateRefusals(persistentVolumeClaim, claim, change)).toEqual(errors));
});
