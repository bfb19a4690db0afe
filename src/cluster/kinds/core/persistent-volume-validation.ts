import { forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import type { PersistentVolume } from '../../../api/types.ts';
import { checked, positiveAmount, sortedKeys } from '../field-checks.ts';
import { validateAccessModes } from './access-modes.ts';
import { validateNodeSelector } from './affinity-validation.ts';
import { VOLUME_MODES } from './claim-validation.ts';
import { initiatorErrors, remoteSources, validateCsiDriver } from './remote-volume-validation.ts';
import { volumeSources } from './storage-dump.ts';
import { firstNames, secondNames } from './volume-validation.ts';

type Spec = NonNullable<PersistentVolume['spec']>;

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function validateVolumeSpec(name: string, spec: Spec): FieldError[] {
  const modes = spec.accessModes ?? [];
  const { persistentVolumeReclaimPolicy: policy = '', volumeMode, storageClassName, hostPath } = spec;
  const errors = [
    ...(modes.length === 0 ? [required('spec.accessModes')] : []),
    ...validateAccessModes(modes),
    ...validateCapacity(spec.capacity ?? {}, spec.capacity),
  ];
  if (!RECLAIM_POLICIES.includes(policy)) errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  errors.push(...validateNodeAffinity(spec), ...validateSource(name, spec));
  if (hostPath && policy === 'Recycle' && /^\/+(\.\/*)*$/.test(hostPath.path)) {
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (storageClassName)
    errors.push(...checkDnsSubdomain(storageClassName).map((text) => invalid('spec.storageClassName', storageClassName, text)));
  if (volumeMode && !VOLUME_MODES.includes(volumeMode)) errors.push(notSupported('spec.volumeMode', volumeMode, VOLUME_MODES));
  const attributes = spec.volumeAttributesClassName;
  if (attributes === undefined) return errors;
  const at = 'spec.volumeAttributesClassName';
  return [
    ...errors,
    ...(attributes === '' ? [required(at, 'an empty string is disallowed')] : checked(at, attributes, checkDnsSubdomain)),
    ...(spec.csi ? [] : [required('spec.csi', 'has to be specified when using volumeAttributesClassName')]),
  ];
}

function validateCapacity(capacity: Readonly<Record<string, string>>, given: unknown): FieldError[] {
  const names = sortedKeys(capacity);
  const errors: FieldError[] = names.length === 0 ? [required('spec.capacity')] : [];
  if (names.length !== 1 || names[0] !== 'storage') errors.push(notSupported('spec.capacity', given ?? null, ['storage']));
  return [...errors, ...names.flatMap((name) => positiveAmount(capacity[name] ?? '0', keyed('spec.capacity', name)))];
}

function validateNodeAffinity({ nodeAffinity }: Spec): FieldError[] {
  if (!nodeAffinity) return [];
  const path = 'spec.nodeAffinity.required';
  return nodeAffinity.required
    ? validateNodeSelector(nodeAffinity.required, path)
    : [required(path, 'must specify required node constraints')];
}

/** Exactly one source, and that one is looked at. */
function validateSource(name: string, spec: Spec): FieldError[] {
  const [first, ...more] = Object.keys(volumeSources(spec));
  if (first === undefined) return [required('spec', 'must specify a volume type')];
  const errors = sourceRules[first]?.(spec, `spec.${first}`) ?? validateRemote(spec, first);
  if (spec.iscsi && first === 'iscsi') {
    errors.push(...initiatorErrors(name, spec.iscsi, 'spec.iscsi.targetportal', spec.iscsi.targetPortal));
  }
  return [
    ...errors,
    ...more.map((source) => forbidden(`spec.${secondNames[source] ?? source}`, 'may not specify more than 1 volume type')),
  ];
}

const sourceRules: Readonly<Record<string, (spec: Spec, path: string) => FieldError[]>> = {
  hostPath: ({ hostPath }, path) => [
    ...validatePath(hostPath?.path ?? '', `${path}.path`),
    ...(hostPath?.path && !HOST_PATH_TYPES.includes(hostPath.type ?? '')
      ? [notSupported(`${path}.type`, hostPath.type, HOST_PATH_TYPES)]
      : []),
  ],
  local: ({ local, nodeAffinity }, path) => [
    ...validatePath(local?.path ?? '', `${path}.path`),
    ...(nodeAffinity ? [] : [required('spec.nodeAffinity', 'Local volume requires node affinity')]),
  ],
  csi: ({ csi }, path) => [
    ...validateCsiDriver(csi?.driver ?? '', `${path}.driver`),
    ...(csi?.volumeHandle ? [] : [required(`${path}.volumeHandle`)]),
    ...secretReferences.flatMap((field) => (csi?.[field] ? validateSecret(csi[field], `${path}.${field}`) : [])),
  ],
};

const secretReferences = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateSecret({ name, namespace }: { name?: string; namespace?: string }, path: string): FieldError[] {
  return [
    ...(name ? checked(`${path}.name`, name, checkDnsSubdomain) : [required(`${path}.name`)]),
    ...(namespace ? checked(`${path}.namespace`, namespace, checkDnsLabel) : [required(`${path}.namespace`)]),
  ];
}

function validateRemote(spec: Spec, source: string): FieldError[] {
  const check = (remoteSources as Readonly<Record<string, (source: unknown, path: string, persistent: boolean) => FieldError[]>>)[source];
  return check?.(spec[source as keyof Spec], `spec.${firstNames[source] ?? source}`, true) ?? [];
}

function validatePath(value: string, path: string): FieldError[] {
  if (value === '') return [required(path)];
  return value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : [];
}
