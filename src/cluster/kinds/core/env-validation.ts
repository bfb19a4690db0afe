import { child, invalid, notFound, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { getOwn } from '../../../api/json.ts';
import {
  checkConfigKey,
  checkDnsLabel,
  checkDnsSubdomain,
  checkEnvironmentName,
  checkQualifiedName,
  maskTrailingDash,
} from '../../../api/names.ts';
import { formatQuantity, isZero, parseQuantity } from '../../../api/quantity.ts';
import type { EnvFromSource, EnvVar, PodSpec } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import { visitedContainers } from './container-visit.ts';
import type { EnvVarSource } from './pod-types.ts';
import { validateNoBacksteps } from './relative-path.ts';

/** Field paths the API knows at all; not every place takes all of them. */
const fieldLabels = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
] as const;

const containerResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
] as const;

const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** The divisors of each resource and what it is called in the message. */
const divisors: Readonly<Record<string, { allowed: readonly string[]; text: string }>> = {
  cpu: { allowed: ['1m', '1'], text: "only divisor's values 1m and 1 are supported with the cpu resource" },
  memory: { allowed: byteDivisors, text: `only divisor's values ${byteDivisors.join(', ')} are supported with the memory resource` },
  'hugepages-': {
    allowed: byteDivisors,
    text: `only divisor's values ${byteDivisors.join(', ')} are supported with the hugepages resource`,
  },
  'ephemeral-storage': {
    allowed: byteDivisors,
    text: `only divisor's values ${byteDivisors.join(', ')} are supported with the local ephemeral storage resource`,
  },
};

export function validateEnv(variables: readonly EnvVar[], path: string): FieldError[] {
  return variables.flatMap((variable, i) => [
    ...(variable.name ? checked(child(path, i, 'name'), variable.name, checkEnvironmentName) : [required(child(path, i, 'name'))]),
    ...(variable.valueFrom ? validateSource(variable.valueFrom, variable.value ?? '', child(path, i, 'valueFrom')) : []),
  ]);
}

function validateSource(source: EnvVarSource, value: string, path: string): FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const errors = [
    ...(fieldRef ? validateFieldRef(fieldRef, envFieldPaths, child(path, 'fieldRef')) : []),
    ...(resourceFieldRef ? validateResourceFieldRef(resourceFieldRef, child(path, 'resourceFieldRef'), false) : []),
    ...(configMapKeyRef ? validateKeyRef(configMapKeyRef, child(path, 'configMapKeyRef')) : []),
    ...(secretKeyRef ? validateKeyRef(secretKeyRef, child(path, 'secretKeyRef')) : []),
    ...(fileKeyRef ? validateFileKeyRef(fileKeyRef, child(path, 'fileKeyRef')) : []),
  ];
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter((ref) => ref !== undefined).length;
  if (count === 0) {
    const text = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(path, '', text));
  } else if (value !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

/** A reference to a field of the pod; `supported` are the paths that this place takes, sorted. */
export function validateFieldRef(
  { apiVersion, fieldPath }: { apiVersion?: string; fieldPath: string },
  supported: readonly string[],
  path: string,
): FieldError[] {
  if (!apiVersion) return [required(child(path, 'apiVersion'))];
  if (!fieldPath) return [required(child(path, 'fieldPath'))];
  const at = child(path, 'fieldPath');
  const converting = (message: string): FieldError[] => [invalid(at, fieldPath, `error converting fieldPath: ${message}`)];
  if (apiVersion !== 'v1') return converting(`unsupported pod version: ${apiVersion}`);
  const [, map, key] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (map !== undefined && key !== undefined) {
    if (map !== 'metadata.annotations' && map !== 'metadata.labels')
      return converting(`field label does not support subscript: ${fieldPath}`);
    return checked(path, map === 'metadata.labels' ? key : key.toLowerCase(), checkQualifiedName);
  }
  if (!fieldLabels.has(fieldPath)) return converting(`field label not supported: ${fieldPath}`);
  return supported.includes(fieldPath) ? [] : [notSupported(at, fieldPath, supported)];
}

/** A reference to a resource of a container; in a volume it has to say of which one. */
export function validateResourceFieldRef(
  { containerName, resource, divisor }: { containerName?: string; resource: string; divisor?: string },
  path: string,
  inVolume: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (inVolume && !containerName) errors.push(required(child(path, 'containerName')));
  else if (!resource) errors.push(required(child(path, 'resource')));
  else if (!(containerResources as readonly string[]).includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    errors.push(notSupported(child(path, 'resource'), resource, containerResources));
  }
  const amount = parseQuantity(divisor || '0');
  const name = (resource ?? '').replace(/^(limits|requests)\./, '');
  const rule = getOwn(divisors, name.startsWith('hugepages-') ? 'hugepages-' : name);
  if (rule && !isZero(amount) && !rule.allowed.includes(formatQuantity(amount))) {
    errors.push(invalid(child(path, 'divisor'), resource, rule.text));
  }
  return errors;
}

function validateKeyRef({ name, key }: { name?: string; key: string }, path: string): FieldError[] {
  return [
    ...checked(child(path, 'name'), name ?? '', checkDnsSubdomain),
    ...(key ? checked(child(path, 'key'), key, checkConfigKey) : [required(child(path, 'key'))]),
  ];
}

function validateFileKeyRef({ volumeName, path: file, key }: NonNullable<EnvVarSource['fileKeyRef']>, path: string): FieldError[] {
  return [
    ...(key ? checked(child(path, 'key'), key, checkEnvironmentName) : [required(child(path, 'key'))]),
    ...(volumeName ? checked(child(path, 'volumeName'), volumeName, checkDnsLabel) : [required(child(path, 'volumeName'))]),
    ...(file ? validateNoBacksteps(file, child(path, 'path')) : [required(child(path, 'path'))]),
  ];
}

export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  return sources.flatMap(({ prefix, configMapRef, secretRef }, i) => {
    const at = child(path, i);
    const errors = [
      ...(prefix ? checked(child(at, 'prefix'), prefix, checkEnvironmentName) : []),
      ...(configMapRef ? validateObjectName(configMapRef.name, child(at, 'configMapRef', 'name')) : []),
      ...(secretRef ? validateObjectName(secretRef.name, child(at, 'secretRef', 'name')) : []),
    ];
    if (!configMapRef && !secretRef) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (configMapRef && secretRef) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

/** A name may end in a dash here: the API server takes it for the beginning of one. */
function validateObjectName(name: string | undefined, path: string): FieldError[] {
  if (!name) return [required(path)];
  return checkDnsSubdomain(maskTrailingDash(name)).map((message) => invalid(path, name, message));
}

/** Files that variables are read from lie in volumes of the pod that start out empty. */
export function validateEnvFiles(spec: PodSpec, path: string): FieldError[] {
  const volumes = new Map(spec.volumes?.map((volume) => [volume.name, volume]));
  return visitedContainers(spec, path).flatMap(({ container, path: at }) =>
    (container.env ?? []).flatMap(({ valueFrom }, i) => {
      const name = valueFrom?.fileKeyRef?.volumeName;
      if (name === undefined) return [];
      const place = child(at, 'env', i, 'valueFrom', 'fileKeyRef', 'volumeName');
      const volume = volumes.get(name);
      if (!volume) return [notFound(place, name)];
      return volume.emptyDir ? [] : [invalid(place, name, 'referenced volume must be of type emptyDir')];
    }),
  );
}
