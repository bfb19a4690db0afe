import { deepEqual } from '../../api/json.ts';
import { hasReason } from '../../api/status.ts';
import type { ConfigMap, ServiceAccount } from '../../api/types.ts';
import type { NewObject } from '../apiserver/cluster-api.ts';
import type { Actor, ActorContext, Change } from '../sim/actor.ts';
import { isNamespaceTerminating } from './pod-control.ts';

const SERVICE_ACCOUNT = 'default';
const ROOT_CA = 'kube-root-ca.crt';
const CA_KEY = 'ca.crt';
/** The note in which the publisher keeps the certificate that it publishes. */
export const ROOT_CA_NOTE = 'certificate';
export const ROOT_CA_PUBLISHER = 'root-ca-cert-publisher';
const CA_ANNOTATIONS = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
    'No other usage is guaranteed across distributions of Kubernetes clusters.',
};

/** Every namespace has a ServiceAccount `default`. */
export const serviceAccountController: Actor = {
  name: 'serviceaccount',
  watches: { namespaces: ownName, serviceaccounts: namespaceOf(SERVICE_ACCOUNT) },
  reconcile(namespace, context) {
    if (!isActive(namespace, context) || context.api.get('serviceaccounts', namespace, SERVICE_ACCOUNT)) return;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: SERVICE_ACCOUNT, namespace } };
    createUnlessLate(() => context.api.create('serviceaccounts', account as NewObject<ServiceAccount>));
  },
};

/** Every namespace has the cluster's certificate authority in a ConfigMap; what is changed in it is put right. */
export const rootCaPublisher: Actor = {
  name: ROOT_CA_PUBLISHER,
  watches: { namespaces: ownName, configmaps: namespaceOf(ROOT_CA) },
  reconcile(namespace, context) {
    if (!isActive(namespace, context)) return;
    const { api } = context;
    const data = { [CA_KEY]: authority(context) };
    const present = api.get('configmaps', namespace, ROOT_CA);
    if (!present) {
      const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: ROOT_CA, namespace, annotations: CA_ANNOTATIONS }, data };
      createUnlessLate(() => api.create('configmaps', map as NewObject<ConfigMap>));
      return;
    }
    const annotations = { ...present.metadata.annotations, ...CA_ANNOTATIONS };
    if (deepEqual(present.data, data) && deepEqual(present.metadata.annotations, annotations)) return;
    api.update('configmaps', { ...present, metadata: { ...present.metadata, annotations }, data });
  },
};

function ownName({ type, object }: Change): string[] {
  return type === 'DELETED' ? [] : [object.metadata.name ?? ''];
}

function namespaceOf(name: string): (change: Change) => string[] {
  return ({ object }) => (object.metadata.name === name ? [object.metadata.namespace ?? ''] : []);
}

function isActive(namespace: string, { api }: ActorContext): boolean {
  const object = api.get('namespaces', '', namespace);
  return object !== undefined && object.metadata.deletionTimestamp === undefined && object.status?.phase !== 'Terminating';
}

function createUnlessLate(create: () => unknown): void {
  try {
    create();
  } catch (error) {
    if (!isNamespaceTerminating(error) && !hasReason(error, 'AlreadyExists', 'NotFound')) throw error;
  }
}

/** The cluster's own authority: as long as nobody needs a real one, made up once, of certificate shape. */
function authority({ memory, random }: ActorContext): string {
  const known = memory.get<string>(ROOT_CA_NOTE);
  if (known) return known;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const text = (length: number): string => Array.from({ length }, () => alphabet[random.int(64)]).join('');
  const lines = [`MIIDBTCCAe2gAwIBAgI${text(45)}`, ...Array.from({ length: 15 }, () => text(64)), `${text(40)}=`];
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  memory.set(ROOT_CA_NOTE, certificate);
  return certificate;
}
