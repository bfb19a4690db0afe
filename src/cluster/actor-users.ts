import type { UserInfo } from '../api/client.ts';
import type { KubeObject } from '../api/object.ts';
import type { Requestor } from './apiserver/internal-api.ts';
import { LOCAL_PATH } from './controllers/volumes/local-path.ts';
import { accountGroups, accountUser, AUTHENTICATED, NODES, ownUser, SYSTEM_USER } from './apiserver/users.ts';

/** Whose service account an actor uses, where that is not called `<actor>-controller`. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  csrapproving: 'certificate-controller',
  csrcleaner: 'certificate-controller',
  csrsigning: 'certificate-controller',
  daemonset: 'daemon-set-controller',
  endpoints: 'endpoint-controller',
  'endpointslice-mirroring': 'endpointslicemirroring-controller',
  'garbage-collector': 'generic-garbage-collector',
  'horizontal-pod-autoscaler': 'horizontal-pod-autoscaler',
  'node-lifecycle': 'node-controller',
  'node-registration': 'node-controller',
  'persistentvolume-binder': 'persistent-volume-binder',
  'pod-garbage-collector': 'pod-garbage-collector',
  replicationcontroller: 'replication-controller',
  serviceaccount: 'service-account-controller',
  'taint-eviction': 'node-controller',
  'vac-protection': 'volumeattributesclass-protection-controller',
};

const LOCAL_PATH_ACTOR = 'local-path-provisioner';

/** What the API server itself sees to. */
const SERVER = new Set(['api-services', 'custom-resource-definition', 'event-expiry', 'kubernetes-service', 'service-ip-addresses']);

/** The programs that actors are part of on a real cluster: they are the managers of what these write. */
export const API_SERVER = 'kube-apiserver';
const CONTROLLER_MANAGER = 'kube-controller-manager';

/** Who writes under another name than the controller manager's: other programs, and those of its controllers that apply what they write. */
const MANAGERS: Readonly<Record<string, string>> = {
  'clusterrole-aggregation': 'clusterrole-aggregation-controller',
  kubelet: 'kubelet',
  [LOCAL_PATH_ACTOR]: LOCAL_PATH_ACTOR,
  scheduler: 'kube-scheduler',
  'validatingadmissionpolicy-status': 'validatingadmissionpolicy-status',
};

/** Who manages the fields that an actor writes. */
export function managerOf(actor: string): string {
  return SERVER.has(actor) ? API_SERVER : (MANAGERS[actor] ?? CONTROLLER_MANAGER);
}

/** Who manages the fields of an event. */
export function reportingManager(event: KubeObject | undefined): string {
  const reporter = String(event?.['reportingComponent'] ?? '');
  if (reporter === 'kubelet') return 'kubelet';
  if (reporter === 'default-scheduler') return managerOf('scheduler');
  return reporter.endsWith(LOCAL_PATH_ACTOR) ? LOCAL_PATH_ACTOR : CONTROLLER_MANAGER;
}

const SCHEDULER = ownUser('system:kube-scheduler', [AUTHENTICATED]);
const MANAGER = ownUser('system:kube-controller-manager', [AUTHENTICATED]);

const LOCAL_PATH_PROVISIONER = account('local-path-provisioner-service-account', 'local-path-storage');

/** The reporters of events that are not called after their service account. */
const REPORTERS: Record<string, UserInfo> = {
  'default-scheduler': SCHEDULER,
  'daemonset-controller': account('daemon-set-controller'),
  'persistentvolume-controller': account('persistent-volume-binder'),
  controllermanager: account('disruption-controller'),
  'taint-eviction-controller': account('node-controller'),
  [`${LOCAL_PATH}_${LOCAL_PATH_ACTOR}`]: LOCAL_PATH_PROVISIONER,
};

/** Who an actor of the cluster is to admission, as in a cluster that kubeadm made. */
export function requestorOf(actor: string): Requestor {
  if (SERVER.has(actor)) return () => SYSTEM_USER;
  if (actor === 'kubelet') return kubeletOf;
  const user = userOf(actor);
  return () => user;
}

function userOf(actor: string): UserInfo {
  if (actor === 'scheduler') return SCHEDULER;
  if (actor === 'serviceaccount-token') return MANAGER;
  if (actor === LOCAL_PATH_ACTOR) return LOCAL_PATH_PROVISIONER;
  return account(ACCOUNTS[actor] ?? `${actor}-controller`);
}

/** Events are written by who reports them. */
export function reporterOf(_resource: string, event: KubeObject | undefined): UserInfo {
  const reporter = String(event?.['reportingComponent'] ?? '');
  if (reporter === 'kubelet') return kubelet(String(event?.['reportingInstance'] ?? ''));
  return (REPORTERS[reporter] ??= account(reporter));
}

/** The kubelet writes its own node, the things called after it, and the pods that it runs. */
function kubeletOf(resource: string, object: KubeObject | undefined): UserInfo {
  return kubelet(String((resource === 'pods' ? object?.['spec']?.nodeName : object?.metadata.name) ?? ''));
}

const kubelets = new Map<string, UserInfo>();

function kubelet(node: string): UserInfo {
  let user = kubelets.get(node);
  if (!user) kubelets.set(node, (user = ownUser(`system:node:${node}`, [NODES, AUTHENTICATED])));
  return user;
}

function account(name: string, namespace = 'kube-system'): UserInfo {
  return ownUser(accountUser(namespace, name), [...accountGroups(namespace), AUTHENTICATED]);
}
