import { expect, test } from 'vitest';
import { fieldErrorText } from '../../../../src/api/field-error.ts';
import type { KubeObject } from '../../../../src/api/object.ts';
import { persistentVolumeClaim } from '../../../../src/cluster/kinds/core/persistent-volume-claim.ts';
import { persistentVolume } from '../../../../src/cluster/kinds/core/persistent-volume.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { created, refusals, updateRefusals } from '../../../support/kinds.ts';

const withVolumes = (volumes: string): string =>
  `{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}], volumes: [${volumes}]}}`;

test.each<readonly [volumes: string, error: string]>([
  ['{name: v, emptyDir: {}, cephfs: {monitors: [m]}}', 'spec.volumes[0].cephFS: Forbidden: may not specify more than 1 volume type'],
  ['{name: v, csi: {driver: ""}}', 'spec.volumes[0].csi.driver: Required value'],
  [
    '{name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}, {name: w, persistentVolumeClaim: {claimName: p-v}}',
    'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "p-v": must not reference a PVC that gets created for an ephemeral volume',
  ],
  ['{name: v, projected: {sources: [{serviceAccountToken: {path: ""}}]}}', 'spec.volumes[0].projected.path: Required value'],
  [
    `{name: v, iscsi: {targetPortal: "${'a'.repeat(70)}:1", iqn: "iqn.2026-11.com.example:disk", lun: 0, initiatorName: "iqn.2026-11.com.example:me"}}`,
    'spec.volumes[0].name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
  ],
])('%s', (volumes, error) => expect(refusals(pod, withVolumes(volumes))).toContain(error));

test('the place of a volume is shown as it was asked for', () => {
  const affinity = (zone: string): object => ({
    required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }] },
  });
  const volume = {
    metadata: { name: 'v' },
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' }, nodeAffinity: affinity('a') },
  };
  expect(updateRefusals(persistentVolume, volume, (object) => (object['spec'].nodeAffinity = affinity('b')))).toEqual([
    'nodeAffinity: Invalid value: {"Required":{"NodeSelectorTerms":[{"MatchExpressions":[{"Key":"zone","Operator":"In","Values":["b"]}],"MatchFields":null}]}}: field is immutable',
  ]);
});

test('the attributes class of a claim may go until it has been applied', () => {
  const claim = {
    metadata: { name: 'c', namespace: 'default' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 's',
      volumeName: 'v',
      volumeAttributesClassName: 'gold',
    },
  };
  const errors = (current?: string): string[] => {
    const bound = (object: KubeObject): KubeObject => ({
      ...object,
      status: { phase: 'Bound', currentVolumeAttributesClassName: current },
    });
    const previous = created<KubeObject>(persistentVolumeClaim, claim);
    const next = { ...previous, spec: { ...previous['spec'], volumeAttributesClassName: undefined } };
    return persistentVolumeClaim.validateUpdate!(bound(next), bound(previous)).map(fieldErrorText);
  };
  expect(errors()).toEqual([]);
  expect(errors('gold')).toEqual([
    'spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when status.currentVolumeAttributesClassName is not nil',
  ]);
});
