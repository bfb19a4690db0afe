import type * as k8s from '@kubernetes/client-node';
import type { KubeObject, ObjectMeta } from './object.ts';

/** The type as it is on the wire: dates are text, `_from`-like names lose their underscore, int-or-strings are what they are. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T as Key extends `_${infer Name}` ? Name : Key]: Wire<T[Key]> }
      : T;

/** A top-level object: its metadata is always there. */
export type Kind<T> = Omit<Wire<T>, 'metadata'> & { metadata: ObjectMeta };

export type Binding = Kind<k8s.V1Binding>;
export type ConfigMap = Kind<k8s.V1ConfigMap>;
export type Endpoints = Kind<k8s.V1Endpoints>;
export type CoreEvent = Kind<k8s.CoreV1Event>;
export type LimitRange = Kind<k8s.V1LimitRange>;
export type Namespace = Kind<k8s.V1Namespace>;
export type Node = Kind<k8s.V1Node>;
export type PersistentVolume = Kind<k8s.V1PersistentVolume>;
export type PersistentVolumeClaim = Kind<k8s.V1PersistentVolumeClaim>;
export type Pod = Kind<k8s.V1Pod>;
export type PodTemplate = Kind<k8s.V1PodTemplate>;
export type ReplicationController = Kind<k8s.V1ReplicationController>;
export type ResourceQuota = Kind<k8s.V1ResourceQuota>;
export type Secret = Kind<k8s.V1Secret>;
export type Service = Kind<k8s.V1Service>;
export type ServiceAccount = Kind<k8s.V1ServiceAccount>;

export type ControllerRevision = Kind<k8s.V1ControllerRevision>;
export type DaemonSet = Kind<k8s.V1DaemonSet>;
export type Deployment = Kind<k8s.V1Deployment>;
export type ReplicaSet = Kind<k8s.V1ReplicaSet>;
export type StatefulSet = Kind<k8s.V1StatefulSet>;
export type HorizontalPodAutoscaler = Kind<k8s.V2HorizontalPodAutoscaler>;
export type Scale = Kind<k8s.V1Scale>;
export type CronJob = Kind<k8s.V1CronJob>;
export type Job = Kind<k8s.V1Job>;

export type CertificateSigningRequest = Kind<k8s.V1CertificateSigningRequest>;
export type Lease = Kind<k8s.V1Lease>;
export type EndpointSlice = Kind<k8s.V1EndpointSlice>;
export type Eviction = Kind<k8s.V1Eviction>;
export type Ingress = Kind<k8s.V1Ingress>;
export type IngressClass = Kind<k8s.V1IngressClass>;
export type IPAddress = Kind<k8s.V1IPAddress>;
export type ServiceCIDR = Kind<k8s.V1ServiceCIDR>;
export type VolumeAttributesClass = Kind<k8s.V1VolumeAttributesClass>;
export type NetworkPolicy = Kind<k8s.V1NetworkPolicy>;
export type PodDisruptionBudget = Kind<k8s.V1PodDisruptionBudget>;
export type PriorityClass = Kind<k8s.V1PriorityClass>;
export type RuntimeClass = Kind<k8s.V1RuntimeClass>;
export type StorageClass = Kind<k8s.V1StorageClass>;
export type VolumeAttachment = Kind<k8s.V1VolumeAttachment>;
export type CSIDriver = Kind<k8s.V1CSIDriver>;
export type CSINode = Kind<k8s.V1CSINode>;

export type Role = Kind<k8s.V1Role>;
export type RoleBinding = Kind<k8s.V1RoleBinding>;
export type ClusterRole = Kind<k8s.V1ClusterRole>;
export type ClusterRoleBinding = Kind<k8s.V1ClusterRoleBinding>;
export type PolicyRule = Wire<k8s.V1PolicyRule>;

export type CustomResourceDefinition = Kind<k8s.V1CustomResourceDefinition>;
export type MutatingWebhookConfiguration = Kind<k8s.V1MutatingWebhookConfiguration>;
export type ValidatingWebhookConfiguration = Kind<k8s.V1ValidatingWebhookConfiguration>;
export type ValidatingAdmissionPolicy = Kind<k8s.V1ValidatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = Kind<k8s.V1ValidatingAdmissionPolicyBinding>;
export type APIService = Kind<k8s.V1APIService>;

export type PodSpec = Wire<k8s.V1PodSpec>;
export type PodStatus = Wire<k8s.V1PodStatus>;
export type PodTemplateSpec = Wire<k8s.V1PodTemplateSpec>;
export type PodCondition = Wire<k8s.V1PodCondition>;
export type PodSecurityContext = Wire<k8s.V1PodSecurityContext>;
export type Container = Wire<k8s.V1Container>;
export type EphemeralContainer = Wire<k8s.V1EphemeralContainer>;
export type ContainerPort = Wire<k8s.V1ContainerPort>;
export type ContainerState = Wire<k8s.V1ContainerState>;
export type ContainerStatus = Wire<k8s.V1ContainerStatus>;
export type SecurityContext = Wire<k8s.V1SecurityContext>;
export type SeccompProfile = Wire<k8s.V1SeccompProfile>;
export type AppArmorProfile = Wire<k8s.V1AppArmorProfile>;
export type WindowsSecurityContextOptions = Wire<k8s.V1WindowsSecurityContextOptions>;
export type ResourceRequirements = Wire<k8s.V1ResourceRequirements>;
export type EnvVar = Wire<k8s.V1EnvVar>;
export type EnvFromSource = Wire<k8s.V1EnvFromSource>;
export type Probe = Wire<k8s.V1Probe>;
export type Lifecycle = Wire<k8s.V1Lifecycle>;
export type LifecycleHandler = Wire<k8s.V1LifecycleHandler>;
export type Volume = Wire<k8s.V1Volume>;
export type VolumeMount = Wire<k8s.V1VolumeMount>;
export type Affinity = Wire<k8s.V1Affinity>;
export type NodeAffinity = Wire<k8s.V1NodeAffinity>;
export type NodeSelector = Wire<k8s.V1NodeSelector>;
export type NodeSelectorTerm = Wire<k8s.V1NodeSelectorTerm>;
export type NodeSelectorRequirement = Wire<k8s.V1NodeSelectorRequirement>;
export type PodAffinity = Wire<k8s.V1PodAffinity>;
export type PodAntiAffinity = Wire<k8s.V1PodAntiAffinity>;
export type PodAffinityTerm = Wire<k8s.V1PodAffinityTerm>;
export type TopologySpreadConstraint = Wire<k8s.V1TopologySpreadConstraint>;
export type Taint = Wire<k8s.V1Taint>;
export type Toleration = Wire<k8s.V1Toleration>;
export type NodeCondition = Wire<k8s.V1NodeCondition>;
export type NodeSpec = Wire<k8s.V1NodeSpec>;
export type NodeStatus = Wire<k8s.V1NodeStatus>;
export type ObjectReference = Wire<k8s.V1ObjectReference>;
export type LocalObjectReference = Wire<k8s.V1LocalObjectReference>;
export type EventSeries = Wire<k8s.CoreV1EventSeries>;
export type EventSource = Wire<k8s.V1EventSource>;
export type ServiceSpec = Wire<k8s.V1ServiceSpec>;
export type ServicePort = Wire<k8s.V1ServicePort>;
export type EndpointSubset = Wire<k8s.V1EndpointSubset>;
export type Endpoint = Wire<k8s.V1Endpoint>;
export type DeploymentSpec = Wire<k8s.V1DeploymentSpec>;
export type DeploymentStatus = Wire<k8s.V1DeploymentStatus>;
export type DeploymentCondition = Wire<k8s.V1DeploymentCondition>;
export type DaemonSetCondition = Wire<k8s.V1DaemonSetCondition>;
export type ReplicaSetCondition = Wire<k8s.V1ReplicaSetCondition>;
export type StatefulSetCondition = Wire<k8s.V1StatefulSetCondition>;
export type JobSpec = Wire<k8s.V1JobSpec>;
export type JobStatus = Wire<k8s.V1JobStatus>;
export type JobCondition = Wire<k8s.V1JobCondition>;
export type IngressRule = Wire<k8s.V1IngressRule>;
export type IngressBackend = Wire<k8s.V1IngressBackend>;
export type Condition = Wire<k8s.V1Condition>;

export interface List<T extends KubeObject = KubeObject> {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: T[];
}

export interface ListMeta {
  resourceVersion?: string;
  continue?: string;
  remainingItemCount?: number;
  selfLink?: string;
}

export interface PartialObjectMetadata {
  apiVersion: 'meta.k8s.io/v1';
  kind: 'PartialObjectMetadata';
  metadata: ObjectMeta;
}

export interface Table {
  apiVersion: 'meta.k8s.io/v1';
  kind: 'Table';
  metadata: ListMeta;
  columnDefinitions: TableColumnDefinition[];
  rows: TableRow[];
}

export interface TableColumnDefinition {
  name: string;
  type: string;
  format: string;
  description: string;
  /** 0 is always shown, more only with `-o wide`. */
  priority: number;
}

export type TableCell = string | number | boolean | null;

export interface TableRow {
  cells: TableCell[];
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  object?: KubeObject | PartialObjectMetadata;
}
