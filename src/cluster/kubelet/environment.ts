import { getOwn } from '../../api/json.ts';
import { formatQuantity, parseQuantity, toNumber, toMilli } from '../../api/quantity.ts';
import type { Container, EnvVar, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { decodeText } from '../kinds/core/base64.ts';

export interface Environment {
  values: Readonly<Record<string, string>>;
  /** What keeps the container from being created, in the kubelet's words. */
  error?: string;
}

/** The variables of a container: envFrom first, then env, with `$(NAME)` put in. */
export function environmentOf(pod: Pod, container: Container, api: ClusterApi): Environment {
  const values: Record<string, string> = {};
  const namespace = pod.metadata.namespace ?? '';
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef) {
      const map = api.get('configmaps', namespace, configMapRef.name ?? '');
      if (!map && !configMapRef.optional) return { values, error: `configmap "${configMapRef.name ?? ''}" not found` };
      for (const [key, value] of Object.entries(map?.data ?? {})) values[prefix + key] = value;
    } else if (secretRef) {
      const secret = api.get('secrets', namespace, secretRef.name ?? '');
      if (!secret && !secretRef.optional) return { values, error: `secret "${secretRef.name ?? ''}" not found` };
      for (const [key, value] of Object.entries(secret?.data ?? {})) values[prefix + key] = decodeText(value) ?? '';
    }
  }
  for (const variable of container.env ?? []) {
    const { value, error } = valueOf(variable, values, pod, container, api);
    if (error !== undefined) return { values, error };
    if (value !== undefined) values[variable.name] = value;
  }
  return { values };
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` stays `$(NAME)`, unknown names stay as they are. */
export function expandReferences(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, dollar: string, name: string | undefined) => {
    if (dollar === '$') return '$';
    return name !== undefined && Object.hasOwn(values, name) ? values[name]! : whole;
  });
}

function valueOf(
  { value, valueFrom }: EnvVar,
  values: Readonly<Record<string, string>>,
  pod: Pod,
  container: Container,
  api: ClusterApi,
): { value?: string | undefined; error?: string } {
  if (!valueFrom) return { value: expandReferences(value ?? '', values) };
  const namespace = pod.metadata.namespace ?? '';
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (configMapKeyRef) {
    const { name = '', key, optional } = configMapKeyRef;
    const map = api.get('configmaps', namespace, name);
    const found = map?.data?.[key];
    if (found !== undefined || optional) return { value: found };
    return { error: map ? `couldn't find key ${key} in ConfigMap ${namespace}/${name}` : `configmap "${name}" not found` };
  }
  if (secretKeyRef) {
    const { name = '', key, optional } = secretKeyRef;
    const secret = api.get('secrets', namespace, name);
    const found = secret?.data?.[key];
    if (found !== undefined || optional) return { value: found === undefined ? undefined : decodeText(found) };
    return { error: secret ? `couldn't find key ${key} in Secret ${namespace}/${name}` : `secret "${name}" not found` };
  }
  if (fieldRef) return { value: podField(pod, fieldRef.fieldPath) };
  return resourceFieldRef ? { value: resourceField(pod, container, resourceFieldRef) } : { value: '' };
}

/** A field of the pod as the downward API gives it; maps as `key="value"` lines. */
export function podField(pod: Pod, path: string): string {
  const { metadata, spec, status } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
    case 'metadata.annotations': {
      const entries = Object.entries(metadata[path.slice(9) as 'labels' | 'annotations'] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
      return entries.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');
    }
    case 'spec.nodeName':
      return spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return status?.hostIP ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return status?.podIP ?? '';
    default:
      return '';
  }
}

const ALLOCATABLE: Readonly<Record<string, string>> = { cpu: '4', memory: '8Gi' };

/** `requests.cpu` and the like, in units of the divisor, rounded up. */
export function resourceField(pod: Pod, container: Container, ref: { containerName?: string; resource: string; divisor?: string }): string {
  const named = pod.spec?.containers.find(({ name }) => name === ref.containerName) ?? container;
  const [list = '', resource = ''] = ref.resource.split('.');
  const { limits, requests } = named.resources ?? {};
  const quantity =
    getOwn((list === 'limits' ? limits : requests) ?? {}, resource) ??
    (list === 'limits' ? getOwn(ALLOCATABLE, resource) : undefined) ??
    '0';
  const divisor = ref.divisor && ref.divisor !== '0' ? ref.divisor : '1';
  if (resource === 'cpu') return String(Math.ceil(toMilli(parseQuantity(quantity)) / toMilli(parseQuantity(divisor))));
  return String(Math.ceil(toNumber(parseQuantity(quantity)) / toNumber(parseQuantity(formatQuantity(parseQuantity(divisor))))));
}
