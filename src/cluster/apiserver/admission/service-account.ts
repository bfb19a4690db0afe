import type { KubeObject } from '../../../api/object.ts';
import type { Pod, ServiceAccount } from '../../../api/types.ts';
import type { Random } from '../../sim/random.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { isAbout, refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';
import { enforcesSecrets, forbiddenEphemeralSecret, forbiddenSecret, mirrorPodFault } from './secret-references.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** One hour and a little, so that the kubelet renews in time. */
const TOKEN_SECONDS = 3607;
const MIRROR = 'kubernetes.io/config.mirror';

interface Mount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
}

/** Gives every pod a service account that exists, and mounts its token unless told not to. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit({ kind, operation, object, namespace, name, subresource }, { api, random }) {
    if (kind.kind !== 'Pod' || kind.group !== '' || operation !== 'CREATE' || subresource !== '' || !object) return;
    if (object.metadata.annotations?.[MIRROR] !== undefined) return;
    const spec = object['spec'] as Record<string, unknown> & { serviceAccountName?: string; automountServiceAccountToken?: boolean };
    spec.serviceAccountName ??= 'default';
    if (spec.serviceAccountName === '') spec.serviceAccountName = 'default';
    spec['serviceAccount'] = spec.serviceAccountName;
    const account = accountOf(spec.serviceAccountName, { kind, namespace, name }, api);
    if (!spec['imagePullSecrets'] && account['imagePullSecrets']) spec['imagePullSecrets'] = account['imagePullSecrets'];
    if (spec.automountServiceAccountToken ?? account['automountServiceAccountToken'] ?? true) mountToken(spec, random);
  },
  validate(attributes, { api }) {
    const { operation, subresource, object } = attributes;
    if (!object || !isAbout(attributes, 'pods', 'ephemeralcontainers')) return;
    const pod = object as unknown as Pod;
    const added = subresource === 'ephemeralcontainers' && operation === 'UPDATE';
    if (!added && (operation !== 'CREATE' || subresource !== '')) return;
    if (!added && pod.metadata.annotations?.[MIRROR] !== undefined) {
      const fault = mirrorPodFault(pod);
      if (fault !== '') throw refusal(attributes, fault);
      return;
    }
    const account = accountOf(pod.spec?.serviceAccountName ?? '', attributes, api);
    if (!enforcesSecrets(account)) return;
    const fault = added ? forbiddenEphemeralSecret(pod.spec!, account) : forbiddenSecret(pod.spec!, account);
    if (fault !== '') throw refusal(attributes, fault);
  },
};

function accountOf(account: string, about: Pick<AdmissionAttributes, 'kind' | 'namespace' | 'name'>, api: ClusterApi): ServiceAccount {
  const found = api.get('serviceaccounts', about.namespace, account);
  if (found) return found;
  throw refusal(about, `error looking up service account ${about.namespace}/${account}: serviceaccount "${account}" not found`);
}

function mountToken(spec: Record<string, unknown>, random: Random): void {
  const volumes = (spec['volumes'] ?? []) as { name: string }[];
  const present = volumes.find((volume) => volume.name.startsWith('kube-api-access-'));
  const name = present?.name ?? `kube-api-access-${random.suffix(5)}`;
  let mounted = false;
  for (const container of [...containers(spec, 'initContainers'), ...containers(spec, 'containers')]) {
    const mounts = (container['volumeMounts'] ?? []) as Mount[];
    if (mounts.some((mount) => mount.mountPath === MOUNT_PATH)) continue;
    container['volumeMounts'] = [...mounts, { mountPath: MOUNT_PATH, name, readOnly: true }];
    mounted = true;
  }
  if (mounted && !present) spec['volumes'] = [...volumes, tokenVolume(name)];
}

function containers(spec: Record<string, unknown>, field: string): KubeObject[] {
  return (spec[field] ?? []) as KubeObject[];
}

function tokenVolume(name: string): object {
  const namespaceField = { apiVersion: 'v1', fieldPath: 'metadata.namespace' };
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: namespaceField }] } },
      ],
    },
  };
}
