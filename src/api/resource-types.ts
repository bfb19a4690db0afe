import type * as t from './types.ts';

/** Typed objects by group resource name, for the cluster's own code. */
export interface ResourceTypes {
  pods: t.Pod;
  services: t.Service;
  endpoints: t.Endpoints;
  configmaps: t.ConfigMap;
  secrets: t.Secret;
  namespaces: t.Namespace;
  nodes: t.Node;
  events: t.CoreEvent;
  serviceaccounts: t.ServiceAccount;
  replicationcontrollers: t.ReplicationController;
  persistentvolumes: t.PersistentVolume;
  persistentvolumeclaims: t.PersistentVolumeClaim;
  limitranges: t.LimitRange;
  resourcequotas: t.ResourceQuota;
  podtemplates: t.PodTemplate;
  'deployments.apps': t.Deployment;
  'replicasets.apps': t.ReplicaSet;
  'daemonsets.apps': t.DaemonSet;
  'statefulsets.apps': t.StatefulSet;
  'controllerrevisions.apps': t.ControllerRevision;
  'jobs.batch': t.Job;
  'cronjobs.batch': t.CronJob;
  'endpointslices.discovery.k8s.io': t.EndpointSlice;
  'leases.coordination.k8s.io': t.Lease;
  'poddisruptionbudgets.policy': t.PodDisruptionBudget;
  'storageclasses.storage.k8s.io': t.StorageClass;
  'apiservices.apiregistration.k8s.io': t.APIService;
  'customresourcedefinitions.apiextensions.k8s.io': t.CustomResourceDefinition;
  'ingresses.networking.k8s.io': t.Ingress;
  'ingressclasses.networking.k8s.io': t.IngressClass;
  'networkpolicies.networking.k8s.io': t.NetworkPolicy;
  'priorityclasses.scheduling.k8s.io': t.PriorityClass;
  'horizontalpodautoscalers.autoscaling': t.HorizontalPodAutoscaler;
  'roles.rbac.authorization.k8s.io': t.Role;
  'rolebindings.rbac.authorization.k8s.io': t.RoleBinding;
  'clusterroles.rbac.authorization.k8s.io': t.ClusterRole;
  'clusterrolebindings.rbac.authorization.k8s.io': t.ClusterRoleBinding;
}
