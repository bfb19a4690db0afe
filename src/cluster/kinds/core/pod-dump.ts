import type { EphemeralContainer, PodSpec, PodTemplateSpec, SecurityContext } from '../../../api/types.ts';
import { shownMap, shownSelector } from '../field-checks.ts';
import { goStruct, type StructTable } from '../go-struct.ts';

const containerFields = `Name:s Image:s Command:l Args:l WorkingDir:s Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar
  Resources:ResourceRequirements ResizePolicy:[]ContainerResizePolicy RestartPolicy:* RestartPolicyRules:[]ContainerRestartRule
  VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe
  Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext
  Stdin:b StdinOnce:b TTY:b`;

const structs: StructTable = {
  PodSpec: `Volumes:[]Volume InitContainers:[]Container Containers:[]Container EphemeralContainers:[]EphemeralContainer RestartPolicy:s
    TerminationGracePeriodSeconds:* ActiveDeadlineSeconds:* DNSPolicy:s NodeSelector:m ServiceAccountName:s AutomountServiceAccountToken:*
    NodeName:s SecurityContext:*PodSecurityContext ImagePullSecrets:[]LocalObjectReference Hostname:s Subdomain:s SetHostnameAsFQDN:*
    Affinity:*Affinity SchedulerName:s Tolerations:[]Toleration HostAliases:[]HostAlias PriorityClassName:s Priority:* PreemptionPolicy:*
    DNSConfig:*PodDNSConfig ReadinessGates:[]PodReadinessGate RuntimeClassName:* Overhead:m EnableServiceLinks:*
    TopologySpreadConstraints:[]TopologySpreadConstraint OS:*Named SchedulingGates:[]Named ResourceClaims:[]PodResourceClaim
    Resources:*ResourceRequirements HostnameOverride:* SchedulingGroup:*PodSchedulingGroup`,
  PodSecurityContext: `HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:* HostUsers:* SELinuxOptions:*SELinuxOptions
    WindowsOptions:*WindowsOptions RunAsUser:* RunAsGroup:* RunAsNonRoot:* SupplementalGroups:l SupplementalGroupsPolicy:* FSGroup:*
    FSGroupChangePolicy:* Sysctls:[]Sysctl SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy:*`,
  Container: containerFields,
  EphemeralContainer: `${containerFields} TargetContainerName:s`,
  ContainerPort: 'Name:s HostPort:n ContainerPort:n Protocol:s HostIP:s',
  EnvFromSource: 'Prefix:s ConfigMapRef:*OptionalReference SecretRef:*OptionalReference',
  OptionalReference: 'Name:s Optional:*',
  LocalObjectReference: 'Name:s',
  Named: 'Name:s',
  EnvVar: 'Name:s Value:s ValueFrom:*EnvVarSource',
  EnvVarSource: `FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector ConfigMapKeyRef:*KeySelector SecretKeyRef:*KeySelector
    FileKeyRef:*FileKeySelector`,
  ObjectFieldSelector: 'APIVersion:s FieldPath:s',
  ResourceFieldSelector: 'ContainerName:s Resource:s Divisor:s',
  KeySelector: 'Name:s Key:s Optional:*',
  FileKeySelector: 'VolumeName:s Path:s Key:s Optional:*',
  ResourceRequirements: 'Limits:m Requests:m Claims:[]ResourceClaim',
  ResourceClaim: 'Name:s Request:s',
  ContainerResizePolicy: 'ResourceName:s RestartPolicy:s',
  ContainerRestartRule: 'Action:s ExitCodes:*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator:s Values:l',
  VolumeMount: 'Name:s ReadOnly:b RecursiveReadOnly:* MountPath:s SubPath:s MountPropagation:* SubPathExpr:s',
  VolumeDevice: 'Name:s DevicePath:s',
  Probe: `Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction GRPC:*GRPCAction InitialDelaySeconds:n TimeoutSeconds:n
    PeriodSeconds:n SuccessThreshold:n FailureThreshold:n TerminationGracePeriodSeconds:*`,
  ExecAction: 'Command:l',
  HTTPGetAction: 'Path:s Port:n Host:s Scheme:s HTTPHeaders:[]NameValue',
  TCPSocketAction: 'Port:n Host:s',
  GRPCAction: 'Port:n Service:*',
  SleepAction: 'Seconds:n',
  NameValue: 'Name:s Value:s',
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*',
  LifecycleHandler: 'Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction Sleep:*SleepAction',
  SecurityContext: `Capabilities:*Capabilities Privileged:* SELinuxOptions:*SELinuxOptions WindowsOptions:*WindowsOptions RunAsUser:*
    RunAsGroup:* RunAsNonRoot:* ReadOnlyRootFilesystem:* AllowPrivilegeEscalation:* ProcMount:* SeccompProfile:*Profile
    AppArmorProfile:*Profile`,
  Capabilities: 'Add:l Drop:l',
  SELinuxOptions: 'User:s Role:s Type:s Level:s',
  WindowsOptions: 'GMSACredentialSpecName:* GMSACredentialSpec:* RunAsUserName:* HostProcess:*',
  Profile: 'Type:s LocalhostProfile:*',
  Sysctl: 'Name:s Value:s',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity: `RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
    PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm`,
  NodeSelector: 'NodeSelectorTerms:[]NodeSelectorTerm',
  NodeSelectorTerm: 'MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'Key:s Operator:s Values:l',
  PreferredSchedulingTerm: 'Weight:n Preference:NodeSelectorTerm',
  PodAffinity: `RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm`,
  PodAffinityTerm: 'LabelSelector:@ Namespaces:l TopologyKey:s NamespaceSelector:@ MatchLabelKeys:l MismatchLabelKeys:l',
  WeightedPodAffinityTerm: 'Weight:n PodAffinityTerm:PodAffinityTerm',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:*',
  HostAlias: 'IP:s Hostnames:l',
  PodDNSConfig: 'Nameservers:l Searches:l Options:[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name:s Value:*',
  PodReadinessGate: 'ConditionType:s',
  TopologySpreadConstraint: `MaxSkew:n TopologyKey:s WhenUnsatisfiable:s LabelSelector:@ MinDomains:* NodeAffinityPolicy:* NodeTaintsPolicy:*
    MatchLabelKeys:l`,
  PodResourceClaim: 'Name:s ResourceClaimName:* ResourceClaimTemplateName:*',
  PodSchedulingGroup: 'PodGroupName:*',
  Volume: `Name:s HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk:*GCEPersistentDisk AWSElasticBlockStore:*AWSElasticBlockStore
    GitRepo:*GitRepo Secret:*SecretVolume NFS:*NFS ISCSI:*ISCSI Glusterfs:*Glusterfs PersistentVolumeClaim:*PersistentVolumeClaim RBD:*RBD
    Quobyte:*Quobyte FlexVolume:*FlexVolume Cinder:*Cinder CephFS=cephfs:*CephFS Flocker:*Flocker DownwardAPI:*DownwardAPI FC:*FC
    AzureFile:*AzureFile ConfigMap:*ConfigMapVolume VsphereVolume:*VsphereVolume AzureDisk:*AzureDisk
    PhotonPersistentDisk:*PhotonPersistentDisk Projected:*Projected PortworxVolume:*PortworxVolume ScaleIO:*ScaleIO
    StorageOS=storageos:*StorageOS CSI:*CSI Ephemeral:@ Image:*Image`,
  HostPath: 'Path:s Type:*',
  EmptyDir: 'Medium:s SizeLimit:*',
  GCEPersistentDisk: 'PDName:s FSType:s Partition:n ReadOnly:b',
  AWSElasticBlockStore: 'VolumeID:s FSType:s Partition:n ReadOnly:b',
  GitRepo: 'Repository:s Revision:s Directory:s',
  SecretVolume: 'SecretName:s Items:[]KeyToPath DefaultMode:* Optional:*',
  ConfigMapVolume: 'Name:s Items:[]KeyToPath DefaultMode:* Optional:*',
  KeyToPath: 'Key:s Path:s Mode:*',
  NFS: 'Server:s Path:s ReadOnly:b',
  ISCSI: `TargetPortal:s IQN:s Lun:n ISCSIInterface:s FSType:s ReadOnly:b Portals:l DiscoveryCHAPAuth=chapAuthDiscovery:b
    SessionCHAPAuth=chapAuthSession:b SecretRef:*LocalObjectReference InitiatorName:*`,
  Glusterfs: 'EndpointsName=endpoints:s Path:s ReadOnly:b',
  PersistentVolumeClaim: 'ClaimName:s ReadOnly:b',
  RBD: `CephMonitors=monitors:l RBDImage=image:s FSType:s RBDPool=pool:s RadosUser=user:s Keyring:s SecretRef:*LocalObjectReference
    ReadOnly:b`,
  Quobyte: 'Registry:s Volume:s ReadOnly:b User:s Group:s Tenant:s',
  FlexVolume: 'Driver:s FSType:s SecretRef:*LocalObjectReference ReadOnly:b Options:m',
  Cinder: 'VolumeID:s FSType:s ReadOnly:b SecretRef:*LocalObjectReference',
  CephFS: 'Monitors:l Path:s User:s SecretFile:s SecretRef:*LocalObjectReference ReadOnly:b',
  Flocker: 'DatasetName:s DatasetUUID:s',
  DownwardAPI: 'Items:[]DownwardFile DefaultMode:*',
  DownwardFile: 'Path:s FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*',
  FC: 'TargetWWNs:l Lun:* FSType:s ReadOnly:b WWIDs=wwids:l',
  AzureFile: 'SecretName:s ShareName:s ReadOnly:b',
  VsphereVolume: 'VolumePath:s FSType:s StoragePolicyName:s StoragePolicyID:s',
  AzureDisk: 'DiskName:s DataDiskURI=diskURI:s CachingMode:* FSType:* ReadOnly:* Kind:*',
  PhotonPersistentDisk: 'PdID:s FSType:s',
  Projected: 'Sources:[]VolumeProjection DefaultMode:*',
  VolumeProjection: `Secret:*ProjectedObject DownwardAPI:*ProjectedFiles ConfigMap:*ProjectedObject
    ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:@ PodCertificate:@`,
  ProjectedObject: 'Name:s Items:[]KeyToPath Optional:*',
  ProjectedFiles: 'Items:[]DownwardFile',
  ServiceAccountTokenProjection: 'Audience:s ExpirationSeconds:n Path:s',
  PortworxVolume: 'VolumeID:s FSType:s ReadOnly:b',
  ScaleIO: `Gateway:s System:s SecretRef:*LocalObjectReference SSLEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s
    FSType:s ReadOnly:b`,
  StorageOS: 'VolumeName:s VolumeNamespace:s FSType:s ReadOnly:b SecretRef:*LocalObjectReference',
  CSI: 'Driver:s ReadOnly:* FSType:* VolumeAttributes:m NodePublishSecretRef:*LocalObjectReference',
  Image: 'Reference:s PullPolicy:s',
};

/** The specification of a pod as the API server holds it: namespaces of the host are part of the security context. */
export function shownPodSpec(spec: PodSpec): unknown {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  const securityContext = { ...spec.securityContext, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
  return goStruct(structs, 'PodSpec', withShownSelectors({ ...spec, securityContext }));
}

export function shownTemplate(template: PodTemplateSpec): unknown {
  const { labels, annotations, name, namespace } = template.metadata ?? {};
  const metadata = { name, namespace, labels: labels && shownMap(labels), annotations: annotations && shownMap(annotations) };
  const given = Object.entries(metadata).filter(([, value]) => value !== undefined && Object.keys(value as object).length > 0);
  return { ...Object.fromEntries(given), Spec: shownPodSpec(template.spec!) };
}

export function shownEphemeralContainer(container: EphemeralContainer): unknown {
  return goStruct(structs, 'EphemeralContainer', container);
}

export function shownSecurityContext(context: SecurityContext): unknown {
  return goStruct(structs, 'SecurityContext', context);
}

export function shownProfile(profile: object): unknown {
  return goStruct(structs, 'Profile', profile);
}

export function shownNodeSelectorTerm(term: object): unknown {
  return goStruct(structs, 'NodeSelectorTerm', term);
}

export function shownToleration(toleration: object): unknown {
  return goStruct(structs, 'Toleration', toleration);
}

/** Label selectors keep their wire form, in the order of their struct, wherever they are. */
function withShownSelectors<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withShownSelectors) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) =>
    key === 'labelSelector' || key === 'namespaceSelector'
      ? [key, item === undefined ? undefined : shownSelector(item)]
      : [key, withShownSelectors(item)],
  );
  return Object.fromEntries(entries) as T;
}
