import { formatLabels } from '../../api/labels.ts';
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, VolumeAttributesClass } from '../../api/types.ts';
import { defineDescriber, related } from './define.ts';
import type { Description } from './description.ts';
import { timeText } from './sections/containers.ts';
import { since } from '../events/rows.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines, nameLines } from './sections/head.ts';
import { listSection } from './sections/labels.ts';
import { accessModesText, claimLines } from './sections/volume-claim.ts';
import { sourceLines, type VolumeSource } from './sections/volume-sources.ts';

const defaultClassAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const describePersistentVolumeClaim = defineDescriber<PersistentVolumeClaim>(async (to, claim, context) => {
  const { metadata, status } = claim;
  nameLines(to, claim);
  claimLines(to, claim, 0, () => to.line(0, 'Status:', phaseText(claim, context.now)));
  const { namespace = '', name } = metadata;
  const pods = (await related<Pod>(context, { group: '', version: 'v1', resource: 'pods', namespace })) ?? [];
  listSection(
    to,
    'Used By',
    pods.filter((pod) => uses(pod, name)).map((pod) => pod.metadata.name ?? ''),
  );
  if (status?.conditions?.length) {
    to.line(0, 'Conditions:');
    to.line(1, 'Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message');
    to.line(1, '----', '------', '-----------------', '------------------', '------', '-------');
    for (const { type, status: value, lastProbeTime, lastTransitionTime, reason = '', message = '' } of status.conditions) {
      to.line(1, `${type} `, `${value} `, `${timeText(lastProbeTime)} `, `${timeText(lastTransitionTime)} `, `${reason} `, message);
    }
  }
  await eventsSection(to, claim, context);
});

function phaseText({ metadata, status }: Pick<PersistentVolumeClaim, 'metadata'> & { status?: { phase?: string } }, now: number): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : `Terminating (lasts ${since(metadata.deletionTimestamp, now)})`;
}

function uses({ metadata, spec }: Pod, claim: string | undefined): boolean {
  return (spec?.volumes ?? []).some(
    ({ name, persistentVolumeClaim, ephemeral }) =>
      persistentVolumeClaim?.claimName === claim || (ephemeral && `${metadata.name}-${name}` === claim),
  );
}

export const describePersistentVolume = defineDescriber<PersistentVolume>(async (to, volume, context) => {
  const { metadata, spec, status } = volume;
  nameLines(to, volume);
  metadataLines(to, volume);
  to.line(0, 'Finalizers:', `[${(metadata.finalizers ?? []).join(' ')}]`);
  to.line(0, 'StorageClass:', metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '');
  to.line(0, 'Status:', phaseText(volume, context.now));
  const claim = spec?.claimRef;
  to.line(0, 'Claim:', claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '');
  to.line(0, 'Reclaim Policy:', spec?.persistentVolumeReclaimPolicy ?? '');
  to.line(0, 'Access Modes:', accessModesText(spec?.accessModes));
  if (spec?.volumeMode !== undefined) to.line(0, 'VolumeMode:', spec.volumeMode);
  to.line(0, 'Capacity:', spec?.capacity?.['storage'] ?? '0');
  affinityLines(to, volume);
  to.line(0, 'Message:', status?.message ?? '');
  to.line(0, 'Source:');
  sourceLines(to, (spec ?? {}) as unknown as VolumeSource, true);
  await eventsSection(to, volume, context);
});

function affinityLines(to: Description, { spec }: PersistentVolume): void {
  const required = spec?.nodeAffinity?.required;
  to.line(0, 'Node Affinity:', required ? '' : '<none>');
  if (!required) return;
  const terms = required.nodeSelectorTerms;
  to.line(1, 'Required Terms:', terms.length === 0 ? '<none>' : '');
  terms.forEach(({ matchExpressions = [] }, i) => {
    const lines = matchExpressions.map(
      ({ key, operator, values = [] }) => `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`,
    );
    listSection(to, `Term ${i}`, lines, '    ');
  });
}

export const describeStorageClass = defineDescriber<StorageClass>(async (to, storageClass, context) => {
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], reclaimPolicy, volumeBindingMode } = storageClass;
  const isDefault = defaultClassAnnotations.some((key) => metadata.annotations?.[key] === 'true');
  to.line(0, 'Name:', metadata.name ?? '');
  to.line(0, 'IsDefaultClass:', isDefault ? 'Yes' : 'No');
  to.line(0, 'Annotations:', formatLabels(metadata.annotations));
  to.line(0, 'Provisioner:', provisioner);
  to.line(0, 'Parameters:', formatLabels(parameters));
  to.line(0, 'AllowVolumeExpansion:', allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False');
  to.line(0, 'MountOptions:', ...(mountOptions.length === 0 ? ['<none>'] : []));
  for (const option of mountOptions) to.line(1, option);
  if (reclaimPolicy !== undefined) to.line(0, 'ReclaimPolicy:', reclaimPolicy);
  if (volumeBindingMode !== undefined) to.line(0, 'VolumeBindingMode:', volumeBindingMode);
  topologyLines(to, storageClass);
  await eventsSection(to, storageClass, context);
});

function topologyLines(to: Description, { allowedTopologies }: StorageClass): void {
  if (!allowedTopologies) return;
  to.line(0, 'AllowedTopologies:', ...(allowedTopologies.length === 0 ? ['<none>'] : ['']));
  allowedTopologies.forEach(({ matchLabelExpressions = [] }, i) => {
    listSection(
      to,
      `Term ${i}`,
      matchLabelExpressions.map(({ key, values }) => `${key} in [${values.join(', ')}]`),
      '  ',
    );
  });
}

export const describeVolumeAttributesClass = defineDescriber<VolumeAttributesClass>(async (to, attributesClass, context) => {
  const { metadata, driverName, parameters } = attributesClass;
  to.line(0, 'Name:', metadata.name ?? '');
  to.line(0, 'Annotations:', formatLabels(metadata.annotations));
  to.line(0, 'DriverName:', driverName);
  to.line(0, 'Parameters:', formatLabels(parameters));
  await eventsSection(to, attributesClass, context);
});

export const describeCsiNode = defineDescriber<CSINode>(async (to, node, context) => {
  to.line(0, 'Name:', node.metadata.name ?? '');
  metadataLines(to, node);
  to.line(0, 'CreationTimestamp:', timeText(node.metadata.creationTimestamp));
  to.line(0, 'Spec:');
  const { drivers } = node.spec;
  if (drivers) to.line(1, 'Drivers:');
  for (const { name, nodeID, allocatable, topologyKeys } of drivers ?? []) {
    to.line(2, `${name}:`);
    to.line(3, 'Node ID:', nodeID);
    if (allocatable?.count !== undefined) {
      to.line(3, 'Allocatables:');
      to.line(4, 'Count:', String(allocatable.count));
    }
    if (topologyKeys) to.line(3, 'Topology Keys:', `[${topologyKeys.join(' ')}]`);
  }
  await eventsSection(to, node, context);
});
