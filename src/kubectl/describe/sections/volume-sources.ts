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
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    lines: { EndpointsName: 'endpoints', Path: 'path', ReadOnly: 'readOnly' },
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    lines: {
      CephMonitors: 'monitors',
      RBDImage: 'image',
      FSType: 'fsType',
      RBDPool: 'pool',
      RadosUser: 'user',
      Keyring: 'keyring',
      SecretRef: 'secretRef',
      ReadOnly: 'readOnly',
    },
  },
  quobyte: {
    type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
    lines: { Registry: 'registry', Volume: 'volume', ReadOnly: 'readOnly' },
  },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    lines: { DiskName: 'diskName', DiskURI: 'diskURI', Kind: 'kind', FSType: 'fsType', CachingMode: 'cachingMode', ReadOnly: 'readOnly' },
  },
  vsphereVolume: {
    type: 'vSphereVolume (a Persistent Disk resource in vSphere)',
    lines: { VolumePath: 'volumePath', FSType: 'fsType', StoragePolicyName: 'storagePolicyName' },
  },
  cinder: {
    type: 'Cinder (a Persistent Disk resource in OpenStack)',
    lines: { VolumeID: 'volumeID', FSType: 'fsType', ReadOnly: 'readOnly', SecretRef: 'secretRef' },
  },
  photonPersistentDisk: {
    type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)',
    lines: { PdID: 'pdID', FSType: 'fsType' },
  },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', lines: { VolumeID: 'volumeID' } },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    lines: {
      Gateway: 'gateway',
      System: 'system',
      'Protection Domain': 'protectionDomain',
      'Storage Pool': 'storagePool',
      'Storage Mode': 'storageMode',
      VolumeName: 'volumeName',
      FSType: 'fsType',
      ReadOnly: 'readOnly',
    },
  },
  storageos: {
    type: 'StorageOS (a StorageOS Persistent Disk resource)',
    lines: { VolumeName: 'volumeName', VolumeNamespace: 'volumeNamespace', FSType: 'fsType', ReadOnly: 'readOnly' },
  },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    lines: { SecretName: 'secretName', ShareName: 'shareName', ReadOnly: 'readOnly' },
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    lines: { Driver: 'driver', FSType: 'fsType', SecretRef: 'secretRef', ReadOnly: 'readOnly', Options: 'options' },
  },
  flocker: {
    type: 'Flocker (a Flocker volume mounted by the Flocker agent)',
    lines: { DatasetName: 'datasetName', DatasetUUID: 'datasetUUID' },
  },
};

/** What is told otherwise of persistent volumes. */
const persistentLayouts: Readonly<Record<string, SourceLayout>> = {
  csi: {
    type: layouts['csi']!.type,
    lines: { Driver: 'driver', FSType: 'fsType', VolumeHandle: 'volumeHandle', ReadOnly: 'readOnly' },
  },
  glusterfs: {
    type: layouts['glusterfs']!.type,
    lines: { EndpointsName: 'endpoints', EndpointsNamespace: 'endpointsNamespace', Path: 'path', ReadOnly: 'readOnly' },
  },
  azureFile: {
    type: layouts['azureFile']!.type,
    lines: { SecretName: 'secretName', SecretNamespace: 'secretNamespace', ShareName: 'shareName', ReadOnly: 'readOnly' },
  },
};

/** Titles that kubectl writes unlike the others. */
const unusualTitles: Readonly<Record<string, string>> = { ISCSIInterface: 'ISCSIInterface', Kind: 'Kind: ' };

const booleans = new Set(['optional', 'readOnly', 'chapAuthDiscovery', 'chapAuthSession']);
const numbers = new Set(['partition', 'lun']);
const listFields = new Set(['portals', 'monitors']);

/** The source's type and settings, or that it is unknown. */
export function sourceLines(to: Description, volume: VolumeSource, persistent: boolean): void {
  const name = Object.keys(layouts).find((each) => volume[each] !== undefined);
  const source = name === undefined ? undefined : volume[name];
  if (name === undefined || source === undefined) {
    to.line(1, '<unknown>');
    return;
  }
  const { type, lines } = (persistent ? persistentLayouts[name] : undefined) ?? layouts[name]!;
  to.line(2, 'Type:', type);
  for (const [title, field] of Object.entries(lines)) {
    to.line(2, unusualTitles[title] ?? `${title}:`, valueText(name, field, source[field], persistent));
  }
  if (name === 'csi') attributeLines(to, source['volumeAttributes'] as Record<string, string> | undefined);
}

function valueText(source: string, field: string, value: unknown, persistent: boolean): string {
  if (field === 'sizeLimit') return typeof value === 'string' && value !== '0' ? value : '<unset>';
  if (booleans.has(field)) return String(value ?? false);
  if (numbers.has(field)) return String(value ?? (source === 'fc' ? '<none>' : 0));
  if (field === 'secretRef') return secretText(value as SecretReference | undefined, persistent);
  if (field === 'initiatorName' || (source === 'hostPath' && field === 'type')) return typeof value === 'string' ? value : '<none>';
  if (field === 'endpointsNamespace') return typeof value === 'string' ? value : '<unset>';
  if (field === 'targetWWNs') return ((value ?? []) as string[]).join(', ');
  if (field === 'options') return goMap((value ?? {}) as Record<string, string>);
  if (listFields.has(field)) return `[${((value ?? []) as string[]).join(' ')}]`;
  return typeof value === 'string' ? value : '';
}

interface SecretReference {
  name?: string;
  namespace?: string;
}

/** A reference as Go prints the struct. */
function secretText(reference: SecretReference | undefined, persistent: boolean): string {
  if (!reference) return 'nil';
  const { name = '', namespace = '' } = reference;
  return persistent ? `&SecretReference{Name:${name},Namespace:${namespace},}` : `&LocalObjectReference{Name:${name},}`;
}

function goMap(map: Readonly<Record<string, string>>): string {
  const keys = Object.keys(map).sort();
  return `map[${keys.map((key) => `${key}:${map[key]}`).join(' ')}]`;
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
