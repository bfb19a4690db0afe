import type { PersistentVolumeClaim } from '../../../api/types.ts';
import type { Description } from '../description.ts';
import { annotationsSection, labelsSection, nestedLabelsSection } from './labels.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export type Claim = Pick<PersistentVolumeClaim, 'metadata' | 'spec' | 'status'>;

export function storageClassOf({ metadata, spec }: Claim): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,RWX`, in Kubernetes' own order, without repetitions. */
export function accessModesText(modes: readonly string[] = []): string {
  return Object.keys(shortModes)
    .filter((mode) => modes.includes(mode))
    .map((mode) => shortModes[mode])
    .join(',');
}

/** What a claim and the template of one have in common, from its class to its data source; a bound one tells its size and modes. */
export function claimLines(to: Description, claim: Claim, level: number, afterClass: () => void = () => undefined): void {
  const { metadata, spec, status } = claim;
  const indent = '  '.repeat(level);
  to.line(level, 'StorageClass:', storageClassOf(claim));
  afterClass();
  to.line(level, 'Volume:', spec?.volumeName ?? '');
  if (level === 0) {
    labelsSection(to, 'Labels', metadata.labels);
    annotationsSection(to, metadata.annotations);
  } else {
    nestedLabelsSection(to, 'Labels', metadata.labels, indent, '=');
    nestedLabelsSection(to, 'Annotations', metadata.annotations, indent, ': ');
  }
  if (level === 0) to.line(level, 'Finalizers:', `[${(metadata.finalizers ?? []).join(' ')}]`);
  const bound = (spec?.volumeName ?? '') !== '';
  to.line(level, 'Capacity:', bound ? (status?.capacity?.['storage'] ?? '0') : '');
  to.line(level, 'Access Modes:', bound ? accessModesText(status?.accessModes) : '');
  if (spec?.volumeMode !== undefined) to.line(level, 'VolumeMode:', spec.volumeMode);
  const source = spec?.dataSource;
  if (!source) return;
  to.line(level, 'DataSource:');
  if (source.apiGroup) to.line(level + 1, 'APIGroup:', source.apiGroup);
  to.line(level + 1, 'Kind:', source.kind);
  to.line(level + 1, 'Name:', source.name);
}
