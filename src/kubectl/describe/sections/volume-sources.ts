import type { Description } from '../description.ts';

/** The fields of a volume (of a pod, or the spec of a persistent one) of which one is its source. */
export type VolumeSource = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

interface SourceLayout {
  type: string;
  /** Titles and the fields that they stand for, in the order of their lines. */
  lines: Readonly<Record<string, string>>;
}

/** How the sources that are told in plain lines are told. */
const layouts: Readonly<Record<string, SourceLayout>> = {
  hostPath: { type: 'HostPath (bare host directory volume)', lines: { Path: 'path', HostPathType: 'type' } },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    lines: { Medium: 'medium', SizeLimit: 'sizeLimit' },
  },
  gcePersistentDisk: {
    type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
    lines: { PDName: 'pdName', FSType: 'fsType', Partition: 'partition', ReadOnly: 'readOnly' },
  },
  awsElasticBlockStore: {
    type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
    lines: { VolumeID: 'volumeID', FSType: 'fsType', Partition: 'partition', ReadOnly: 'readOnly' },
  },
  gitRepo: {
    type: 'GitRepo (a volume that is pulled from git when the pod is created)',
    lines: { Repository: 'repository', Revision: 'revision' },
  },
  secret: { type: 'Secret (a volume populated by a Secret)', lines: { SecretName: 'secretName', Optional: 'optional' } },
  configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', lines: { Name: 'name', Optional: 'optional' } },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', lines: { Server: 'server', Path: 'path', ReadOnly: 'readOnly' } },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    lines: {
      TargetPortal: 'targetPortal',
      IQN: 'iqn',
      Lun: 'lun',
      ISCSIInterface: 'iscsiInterface',
      FSType: 'fsType',
      ReadOnly: 'readOnly',
      Portals: 'portals',
      DiscoveryCHAPAuth: 'chapAuthDiscovery',
      SessionCHAPAuth: 'chapAuthSession',
      SecretRef: 'secretRef',
      InitiatorName: 'initiatorName',
    },
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    lines: { ClaimName: 'claimName', ReadOnly: 'readOnly' },
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    lines: { Driver: 'driver', FSType: 'fsType', ReadOnly: 'readOnly' },
  },
  image: { type: 'Image (a container image or OCI artifact)', lines: { Reference: 'reference', PullPolicy: 'pullPolicy' } },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', lines: { Path: 'path' } },
  fc: {
    type: 'FC (a Fibre Channel disk)',
    lines: { TargetWWNs: 'targetWWNs', LUN: 'lun', FSType: 'fsType', ReadOnly: 'readOnly' },
  },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    lines: { Monitors: 'monitors', Path: 'path', User: 'user', SecretFile: 'secretFile', SecretRef: 'secretRef', ReadOnly: 'readOnly' },
  },
};

/** The source of a persistent volume that a driver provides is told in full. */
const persistentCsi: SourceLayout = {
  type: 'CSI (a Container Storage Interface (CSI) volume source)',
  lines: { Driver: 'driver', FSType: 'fsType', VolumeHandle: 'volumeHandle', ReadOnly: 'readOnly' },
};

const booleans = new Set(['optional', 'readOnly', 'chapAuthDiscovery', 'chapAuthSession']);
const numbers = new Set(['partition', 'lun']);

/** The source's type and settings, or that it is unknown. */
export function sourceLines(to: Description, volume: VolumeSource, persistent: boolean): void {
  const name = Object.keys(layouts).find((each) => volume[each] !== undefined);
  const source = name === undefined ? undefined : volume[name];
  if (name === undefined || source === undefined) {
    to.line(1, '<unknown>');
    return;
  }
  const { type, lines } = persistent && name === 'csi' ? persistentCsi : layouts[name]!;
  to.line(2, 'Type:', type);
  for (const [title, field] of Object.entries(lines)) to.line(2, `${title}:`, valueText(field, source[field]));
  if (name === 'csi') attributeLines(to, source['volumeAttributes'] as Record<string, string> | undefined);
}

function valueText(field: string, value: unknown): string {
  if (field === 'sizeLimit') return typeof value === 'string' ? value : '<unset>';
  if (booleans.has(field)) return String(value ?? false);
  if (numbers.has(field)) return String(value ?? 0);
  if (field === 'secretRef') return value ? `&LocalObjectReference{Name:${(value as { name?: string }).name ?? ''},}` : 'nil';
  if (field === 'initiatorName') return typeof value === 'string' ? value : '<none>';
  if (Array.isArray(value)) return value.join(field === 'targetWWNs' ? ', ' : ' ');
  return typeof value === 'string' ? value : '';
}

function attributeLines(to: Description, attributes: Readonly<Record<string, string>> = {}): void {
  const keys = Object.keys(attributes).sort();
  const texts = keys.map((key) => {
    const text = `${key}=${attributes[key]}`;
    return `    ${text.length > 140 ? `${text.slice(0, 140)}...` : text}`;
  });
  to.write(
    `    VolumeAttributes:\t${texts.length === 0 ? '<none>' : texts.map((text, i) => (i === 0 ? text : `        \t${text}`)).join('\n')}\n`,
  );
}
