import type { Gvk } from './resource.ts';

/** A place in objects of some kinds: `spec/template/metadata/labels`. Lists are looked through; `[]` says that one must be there; `\/` is a slash. */
export interface FieldSpec extends Partial<Gvk> {
  path: string;
  /** Make what is missing on the way. */
  create?: boolean;
}

/** Objects of `target` are named in these places. */
export interface NameReference {
  target: Partial<Gvk>;
  places: readonly FieldSpec[];
}

/** Where the pod of a workload is: the path to its spec. */
const POD_SPECS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
};

function inPods(kinds: readonly string[], paths: readonly string[]): FieldSpec[] {
  return kinds.flatMap((kind) => paths.map((path) => ({ kind, path: `${POD_SPECS[kind]}/${path}` })));
}

function inContainers(paths: readonly string[]): string[] {
  return paths.flatMap((path) => [`containers/${path}`, `initContainers/${path}`]);
}

const WITH_CONFIG = ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];
const WITH_ACCOUNT = ['Pod', 'StatefulSet', 'Deployment', 'ReplicationController', 'CronJob', 'Job', 'DaemonSet'];
const WITH_VARIABLES = ['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'];
const IN_ROLES: readonly FieldSpec[] = ['Role', 'ClusterRole'].map((kind) => ({ kind, path: 'rules/resourceNames' }));
const RBAC = 'rbac.authorization.k8s.io';

export const nameReferences: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    target: { kind },
    places: [{ kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' }],
  })),
  {
    target: { kind: 'ConfigMap', version: 'v1' },
    places: [
      ...inPods(WITH_CONFIG, [
        'volumes/configMap/name',
        ...inContainers(['env/valueFrom/configMapKeyRef/name', 'envFrom/configMapRef/name']),
        'volumes/projected/sources/configMap/name',
      ]),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...IN_ROLES,
      { kind: 'Ingress', path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap' },
    ],
  },
  {
    target: { kind: 'Secret', version: 'v1' },
    places: [
      ...inPods(WITH_CONFIG, [
        'volumes/secret/secretName',
        ...inContainers(['env/valueFrom/secretKeyRef/name', 'envFrom/secretRef/name']),
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ]),
      { kind: 'Ingress', path: 'spec/tls/secretName' },
      ...[
        'ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-tls-secret',
      ].map((name) => ({ kind: 'Ingress', path: `metadata/annotations/${name}` })),
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((name) => ({
        kind: 'StorageClass',
        path: `parameters/${name}`,
      })),
      ...IN_ROLES,
      {
        kind: 'Service',
        group: 'serving.knative.dev',
        version: 'v1',
        path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
      },
      { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
    ],
  },
  {
    target: { kind: 'Service', version: 'v1' },
    places: [
      { kind: 'StatefulSet', group: 'apps', path: 'spec/serviceName' },
      ...[
        'spec/rules/http/paths/backend/serviceName',
        'spec/backend/serviceName',
        'spec/rules/http/paths/backend/service/name',
        'spec/defaultBackend/service/name',
      ].map((path) => ({ kind: 'Ingress', path })),
      { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/name' },
      ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => ({
        kind,
        group: 'admissionregistration.k8s.io',
        path: 'webhooks/clientConfig/service',
      })),
    ],
  },
  { target: { kind: 'Role', group: RBAC }, places: [{ kind: 'RoleBinding', group: RBAC, path: 'roleRef/name' }] },
  {
    target: { kind: 'ClusterRole', group: RBAC },
    places: ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ kind, group: RBAC, path: 'roleRef/name' })),
  },
  {
    target: { kind: 'ServiceAccount', version: 'v1' },
    places: [
      ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ kind, group: RBAC, path: 'subjects' })),
      ...inPods(WITH_ACCOUNT, ['serviceAccountName']),
    ],
  },
  { target: { kind: 'PersistentVolumeClaim', version: 'v1' }, places: inPods(WITH_ACCOUNT, ['volumes/persistentVolumeClaim/claimName']) },
  {
    target: { kind: 'PersistentVolume', version: 'v1' },
    places: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: 'rules/resourceNames' },
    ],
  },
  {
    target: { kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' },
    places: [
      { kind: 'PersistentVolume', path: 'spec/storageClassName' },
      { kind: 'PersistentVolumeClaim', path: 'spec/storageClassName' },
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  { target: { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' }, places: inPods(WITH_ACCOUNT, ['priorityClassName']) },
  // The group is kustomize's own slip: nothing matches it, and class names stay as they are.
  {
    target: { kind: 'IngressClass', version: 'v1', group: 'networking.k8s.io/v1' },
    places: [{ kind: 'Ingress', path: 'spec/ingressClassName' }],
  },
];

/** Of the metadata of pod templates, and of the templates of Jobs. */
function inTemplates(field: 'labels' | 'annotations', groups: boolean): FieldSpec[] {
  const template = `spec/template/metadata/${field}`;
  return [
    { kind: 'ReplicationController', version: 'v1', path: template },
    ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({ kind, path: template })),
    { kind: 'StatefulSet', ...(groups && { group: 'apps' }), path: template },
    { kind: 'Job', group: 'batch', path: template },
    { kind: 'CronJob', group: 'batch', path: `spec/jobTemplate/metadata/${field}` },
    { kind: 'CronJob', group: 'batch', path: `spec/jobTemplate/spec/template/metadata/${field}` },
  ].map((spec) => ({ ...spec, create: true }));
}

export const labelSpecs: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];
export const templateLabelSpecs: readonly FieldSpec[] = [...labelSpecs, ...inTemplates('labels', true)];
export const annotationSpecs: readonly FieldSpec[] = [{ path: 'metadata/annotations', create: true }, ...inTemplates('annotations', false)];

const AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

export const selectorLabelSpecs: readonly FieldSpec[] = [
  { kind: 'Service', version: 'v1', path: 'spec/selector', create: true },
  { kind: 'ReplicationController', version: 'v1', path: 'spec/selector', create: true },
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({ kind, path: 'spec/selector/matchLabels', create: true })),
  { kind: 'StatefulSet', group: 'apps', path: 'spec/selector/matchLabels', create: true },
  { kind: 'StatefulSet', group: 'apps', path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true },
  ...['Deployment', 'StatefulSet'].flatMap((kind) =>
    [...AFFINITY, 'topologySpreadConstraints/labelSelector/matchLabels'].map((path) => ({
      kind,
      group: 'apps',
      path: `spec/template/spec/${path}`,
    })),
  ),
  { kind: 'Job', group: 'batch', path: 'spec/selector/matchLabels' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { kind: 'PodDisruptionBudget', group: 'policy', path: 'spec/selector/matchLabels' },
  ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map((path) => ({
    kind: 'NetworkPolicy',
    group: 'networking.k8s.io',
    path: `spec/${path}/matchLabels`,
  })),
  ...templateLabelSpecs,
];

/** Besides metadata.namespace and the subjects of role bindings, which have rules of their own. */
export const namespaceSpecs: readonly FieldSpec[] = [
  { kind: 'Namespace', path: 'metadata/name', create: true },
  { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/namespace', create: true },
  { kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io', path: 'spec/conversion/webhook/clientConfig/service/namespace' },
];

export const replicaSpecs: readonly FieldSpec[] = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
  kind,
  path: 'spec/replicas',
  create: true,
}));

/** Where `$(NAME)` of the deprecated `vars` is put in. */
export const variableSpecs: readonly FieldSpec[] = [
  ...inPods(WITH_VARIABLES, [...inContainers(['args', 'command', 'env/value', 'volumeMounts/mountPath']), 'volumes/nfs/server']),
  ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].map((path) => ({ kind: 'Ingress', path })),
  ...['spec/ports/port', 'spec/ports/targetPort'].map((path) => ({ kind: 'Service', path })),
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/nfs/server' },
  { kind: 'PersistentVolume', path: 'spec/nfs/server' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];
