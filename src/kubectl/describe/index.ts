import type { ApiResource } from '../../api/client.ts';
import type { Describer } from './define.ts';
import { describeDaemonSet } from './daemon-set.ts';
import { describeDeployment } from './deployment.ts';
import { describeGeneric } from './generic.ts';
import { describeNode } from './node.ts';
import { describePodDisruptionBudget } from './pod-disruption-budget.ts';
import { describePod } from './pod.ts';
import { describeReplicaSet, describeReplicationController } from './replica-sets.ts';
import { describeCertificateSigningRequest } from './certificate-signing-request.ts';
import { describeIpAddress, describeServiceCidr } from './cluster-addresses.ts';
import { describeConfigMap, describeSecret, describeServiceAccount } from './configuration.ts';
import { describeEndpoints, describeEndpointSlice } from './endpoints.ts';
import { describeHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { describeIngress, describeIngressClass } from './ingress.ts';
import { describeCronJob, describeJob } from './job.ts';
import { describeLimitRange, describeResourceQuota } from './limits.ts';
import { describeNamespace } from './namespace.ts';
import { describeNetworkPolicy } from './network-policy.ts';
import { describePriorityClass } from './priority-class.ts';
import { describeRole, describeRoleBinding } from './rbac.ts';
import { describeStatefulSet } from './stateful-set.ts';
import {
  describeCsiNode,
  describePersistentVolume,
  describePersistentVolumeClaim,
  describeStorageClass,
  describeVolumeAttributesClass,
} from './storage.ts';
import { describeService } from './service.ts';

/** By group and kind. */
const describers: Readonly<Record<string, Describer>> = {
  '/ConfigMap': describeConfigMap,
  '/Endpoints': describeEndpoints,
  '/LimitRange': describeLimitRange,
  '/Namespace': describeNamespace,
  '/Node': describeNode,
  '/PersistentVolume': describePersistentVolume,
  '/PersistentVolumeClaim': describePersistentVolumeClaim,
  '/Pod': describePod,
  '/ReplicationController': describeReplicationController,
  '/ResourceQuota': describeResourceQuota,
  '/Secret': describeSecret,
  '/Service': describeService,
  '/ServiceAccount': describeServiceAccount,
  'apps/DaemonSet': describeDaemonSet,
  'apps/Deployment': describeDeployment,
  'apps/ReplicaSet': describeReplicaSet,
  'apps/StatefulSet': describeStatefulSet,
  'autoscaling/HorizontalPodAutoscaler': describeHorizontalPodAutoscaler,
  'batch/CronJob': describeCronJob,
  'batch/Job': describeJob,
  'certificates.k8s.io/CertificateSigningRequest': describeCertificateSigningRequest,
  'discovery.k8s.io/EndpointSlice': describeEndpointSlice,
  'networking.k8s.io/Ingress': describeIngress,
  'networking.k8s.io/IPAddress': describeIpAddress,
  'networking.k8s.io/IngressClass': describeIngressClass,
  'networking.k8s.io/NetworkPolicy': describeNetworkPolicy,
  'networking.k8s.io/ServiceCIDR': describeServiceCidr,
  'policy/PodDisruptionBudget': describePodDisruptionBudget,
  'rbac.authorization.k8s.io/ClusterRole': describeRole,
  'rbac.authorization.k8s.io/ClusterRoleBinding': describeRoleBinding,
  'rbac.authorization.k8s.io/Role': describeRole,
  'rbac.authorization.k8s.io/RoleBinding': describeRoleBinding,
  'scheduling.k8s.io/PriorityClass': describePriorityClass,
  'storage.k8s.io/CSINode': describeCsiNode,
  'storage.k8s.io/StorageClass': describeStorageClass,
  'storage.k8s.io/VolumeAttributesClass': describeVolumeAttributesClass,
};

export function describerFor({ group, kind }: ApiResource): Describer {
  return describers[`${group}/${kind}`] ?? describeGeneric;
}
