import { shownSelector } from '../field-checks.ts';
import { goStruct, type StructTable } from '../go-struct.ts';
import { structDiff } from '../struct-diff.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';

type VolumeSpec = NonNullable<PersistentVolume['spec']>;
type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

const structs: StructTable = {
  PersistentVolumeSource: `GCEPersistentDisk:*GCEPersistentDisk AWSElasticBlockStore:*AWSElasticBlockStore HostPath:*HostPath
    Glusterfs:*Glusterfs NFS:*NFS RBD:*RBD Quobyte:*Quobyte ISCSI:*ISCSI FlexVolume:*FlexVolume Cinder:*Cinder CephFS=cephfs:*CephFS FC:*FC
    Flocker:*Flocker AzureFile:*AzureFile VsphereVolume:*VsphereVolume AzureDisk:*AzureDisk PhotonPersistentDisk:*PhotonPersistentDisk
    PortworxVolume:*PortworxVolume ScaleIO:*ScaleIO Local:*Local StorageOS=storageos:*StorageOS CSI:*CSI`,
  GCEPersistentDisk: 'PDName:s FSType:s Partition:n ReadOnly:b',
  AWSElasticBlockStore: 'VolumeID:s FSType:s Partition:n ReadOnly:b',
  HostPath: 'Path:s Type:*',
  Glusterfs: 'EndpointsName=endpoints:s Path:s ReadOnly:b EndpointsNamespace:*',
  NFS: 'Server:s Path:s ReadOnly:b',
  RBD: `CephMonitors=monitors:l RBDImage=image:s FSType:s RBDPool=pool:s RadosUser=user:s Keyring:s SecretRef:*SecretReference ReadOnly:b`,
  Quobyte: 'Registry:s Volume:s ReadOnly:b User:s Group:s Tenant:s',
  ISCSI: `TargetPortal:s IQN:s Lun:n ISCSIInterface:s FSType:s ReadOnly:b Portals:l DiscoveryCHAPAuth=chapAuthDiscovery:b
    SessionCHAPAuth=chapAuthSession:b SecretRef:*SecretReference InitiatorName:*`,
  FlexVolume: 'Driver:s FSType:s SecretRef:*SecretReference ReadOnly:b Options:m',
  Cinder: 'VolumeID:s FSType:s ReadOnly:b SecretRef:*SecretReference',
  CephFS: 'Monitors:l Path:s User:s SecretFile:s SecretRef:*SecretReference ReadOnly:b',
  FC: 'TargetWWNs:l Lun:* FSType:s ReadOnly:b WWIDs=wwids:l',
  Flocker: 'DatasetName:s DatasetUUID:s',
  AzureFile: 'SecretName:s ShareName:s ReadOnly:b SecretNamespace:*',
  VsphereVolume: 'VolumePath:s FSType:s StoragePolicyName:s StoragePolicyID:s',
  AzureDisk: 'DiskName:s DataDiskURI=diskURI:s CachingMode:* FSType:* ReadOnly:* Kind:*',
  PhotonPersistentDisk: 'PdID:s FSType:s',
  PortworxVolume: 'VolumeID:s FSType:s ReadOnly:b',
  ScaleIO: `Gateway:s System:s SecretRef:*SecretReference SSLEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s FSType:s
    ReadOnly:b`,
  Local: 'Path:s FSType:*',
  StorageOS: 'VolumeName:s VolumeNamespace:s FSType:s ReadOnly:b SecretRef:*ObjectReference',
  CSI: `Driver:s VolumeHandle:s ReadOnly:b FSType:s VolumeAttributes:m ControllerPublishSecretRef:*SecretReference
    NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference
    NodeExpandSecretRef:*SecretReference`,
  SecretReference: 'Name:s Namespace:s',
  ObjectReference: 'Kind:s Namespace:s Name:s UID:s APIVersion:s ResourceVersion:s FieldPath:s',
  PersistentVolumeClaimSpec: `AccessModes:l Selector:@ Resources:VolumeResourceRequirements VolumeName:s StorageClassName:* VolumeMode:*
    DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*`,
  VolumeResourceRequirements: 'Limits:m Requests:m',
  TypedLocalObjectReference: 'APIGroup:* Kind:s Name:s',
  TypedObjectReference: 'APIGroup:* Kind:s Name:s Namespace:*',
};

/** Fields of a volume's specification that name what it is made of, in the order in which the server looks at them. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const satisfies readonly (keyof VolumeSpec)[];

/** The sources that a volume names: one, when it is valid. */
export function volumeSources(spec: VolumeSpec): Partial<Record<(typeof SOURCES)[number], unknown>> {
  return Object.fromEntries(SOURCES.filter((source) => spec[source] !== undefined).map((source) => [source, spec[source]]));
}

export function volumeSourceDiff(before: VolumeSpec, after: VolumeSpec): string {
  return structDiff(goStruct(structs, 'PersistentVolumeSource', before), goStruct(structs, 'PersistentVolumeSource', after));
}

export function claimSpecDiff(before: ClaimSpec, after: ClaimSpec): string {
  const shown = (spec: ClaimSpec): unknown =>
    goStruct(structs, 'PersistentVolumeClaimSpec', { ...spec, selector: shownSelector(spec.selector) });
  return structDiff(shown(before), shown(after));
}
