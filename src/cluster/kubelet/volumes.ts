import type { Container, Pod, Volume } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { decodeText } from '../kinds/core/base64.ts';
import { podField, resourceField } from './environment.ts';

/** Published into every namespace by the cluster itself. */
const ROOT_CA = 'kube-root-ca.crt';
const MISSING_FOLDER = /^\/(no|missing|does-?not-?exist)/;

/** What keeps volumes from being mounted, one message for each, in the kubelet's words. */
export function mountErrors(pod: Pod, api: ClusterApi): string[] {
  return (pod.spec?.volumes ?? []).flatMap((volume) => {
    const error = volumeError(volume, pod, api);
    return error === undefined ? [] : [`MountVolume.SetUp failed for volume "${volume.name}" : ${error}`];
  });
}

interface Keyed {
  name?: string | undefined;
  optional?: boolean | undefined;
  items?: readonly { key: string; path: string }[] | undefined;
}

function volumeError({ configMap, secret, projected, hostPath }: Volume, pod: Pod, api: ClusterApi): string | undefined {
  if (configMap) return keyedError('configmap', configMap, pod, api);
  if (secret) return keyedError('secret', { ...secret, name: secret.secretName }, pod, api);
  if (hostPath) return hostPathError(hostPath.path, hostPath.type ?? '');
  for (const source of projected?.sources ?? []) {
    const error = source.configMap
      ? keyedError('configmap', source.configMap, pod, api)
      : source.secret
        ? keyedError('secret', source.secret, pod, api)
        : undefined;
    if (error !== undefined) return error;
  }
  return undefined;
}

function keyedError(kind: 'configmap' | 'secret', { name = '', optional, items }: Keyed, pod: Pod, api: ClusterApi): string | undefined {
  if (optional || name === ROOT_CA) return undefined;
  const namespace = pod.metadata.namespace ?? '';
  const object = kind === 'configmap' ? api.get('configmaps', namespace, name) : api.get('secrets', namespace, name);
  if (!object) return `${kind} "${name}" not found`;
  const binary = 'binaryData' in object ? (object.binaryData as Record<string, string> | undefined) : undefined;
  const missing = items?.find(({ key }) => object.data?.[key] === undefined && binary?.[key] === undefined);
  if (!missing) return undefined;
  return kind === 'configmap'
    ? `configmap references non-existent config key: ${missing.key}`
    : `references non-existent secret key: ${missing.key}`;
}

/** Nodes have the usual folders; types that would make a missing one are content with all. */
function hostPathError(path: string, type: string): string | undefined {
  const exists =
    /^\/(|bin|boot|dev|etc|home|lib|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)(\/|$)/.test(path) && !MISSING_FOLDER.test(path);
  if (type === 'Directory') return exists ? undefined : `hostPath type check failed: ${path} is not a directory`;
  const kinds: Readonly<Record<string, string>> = {
    File: 'file',
    Socket: 'socket file',
    CharDevice: 'character device',
    BlockDevice: 'block device',
  };
  return kinds[type] !== undefined && !exists ? `hostPath type check failed: ${path} is not a ${kinds[type]}` : undefined;
}

/** The files that the container finds in its mounts of config maps, secrets, pod fields and service account. */
export function volumeFiles(pod: Pod, container: Container, api: ClusterApi): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find((each) => each.name === name);
    if (!volume) continue;
    for (const [path, text] of Object.entries(contentOf(volume, pod, container, api))) {
      if (subPath === undefined) files[`${mountPath.replace(/\/$/, '')}/${path}`] = text;
      else if (path === subPath) files[mountPath] = text;
    }
  }
  return files;
}

function contentOf(
  { configMap, secret, projected, downwardAPI }: Volume,
  pod: Pod,
  container: Container,
  api: ClusterApi,
): Record<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  if (configMap) return pick(api.get('configmaps', namespace, configMap.name ?? '')?.data ?? {}, configMap.items);
  if (secret) return pick(decoded(api.get('secrets', namespace, secret.secretName ?? '')?.data), secret.items);
  if (downwardAPI) return fieldsOf(downwardAPI.items, pod, container);
  const files: Record<string, string> = {};
  for (const source of projected?.sources ?? []) {
    if (source.configMap)
      Object.assign(files, pick(api.get('configmaps', namespace, source.configMap.name ?? '')?.data ?? {}, source.configMap.items));
    if (source.secret)
      Object.assign(files, pick(decoded(api.get('secrets', namespace, source.secret.name ?? '')?.data), source.secret.items));
    if (source.downwardAPI) Object.assign(files, fieldsOf(source.downwardAPI.items, pod, container));
    if (source.serviceAccountToken) files[source.serviceAccountToken.path] = 'token';
  }
  return files;
}

function fieldsOf(
  items:
    | readonly {
        path: string;
        fieldRef?: { fieldPath: string };
        resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
      }[]
    | undefined,
  pod: Pod,
  container: Container,
): Record<string, string> {
  return Object.fromEntries(
    (items ?? []).map(({ path, fieldRef, resourceFieldRef }) => [
      path,
      fieldRef ? podField(pod, fieldRef.fieldPath) : resourceFieldRef ? resourceField(pod, container, resourceFieldRef) : '',
    ]),
  );
}

function decoded(data: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, decodeText(value) ?? '']));
}

function pick(data: Readonly<Record<string, string>>, items: readonly { key: string; path: string }[] | undefined): Record<string, string> {
  if (!items) return { ...data };
  return Object.fromEntries(items.flatMap(({ key, path }) => (data[key] === undefined ? [] : [[path, data[key]] as const])));
}
