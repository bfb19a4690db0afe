import { forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain, checkQualifiedName } from '../../../api/names.ts';
import type { PersistentVolume } from '../../../api/types.ts';
import { sortedKeys } from '../field-checks.ts';
import { validateAccessModes } from './access-modes.ts';
import { positiveAmount, VOLUME_MODES } from './persistent-volume-claim.ts';
import { volumeSources } from './storage-dump.ts';

type Spec = NonNullable<PersistentVolume['spec']>;

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function validateVolumeSpec(spec: Spec): FieldError[] {
  const modes = spec.accessModes ?? [];
  const { persistentVolumeReclaimPolicy: policy = '', volumeMode, storageClassName, hostPath } = spec;
  const errors = [
    ...(modes.length === 0 ? [required('spec.accessModes')] : []),
    ...validateAccessModes(modes),
    ...validateCapacity(spec.capacity ?? {}, spec.capacity),
  ];
  if (!RECLAIM_POLICIES.includes(policy)) errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES));
  errors.push(...validateNodeAffinity(spec), ...validateSource(spec));
  if (hostPath && policy === 'Recycle' && /^\/+(\.\/*)*$/.test(hostPath.path)) {
    errors.push(forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (storageClassName)
    errors.push(...checkDnsSubdomain(storageClassName).map((text) => invalid('spec.storageClassName', storageClassName, text)));
  if (volumeMode && !VOLUME_MODES.includes(volumeMode)) errors.push(notSupported('spec.volumeMode', volumeMode, VOLUME_MODES));
  return errors;
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
  if (!nodeAffinity.required) return [required(path, 'must specify required node constraints')];
  const terms = nodeAffinity.required.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap(({ matchExpressions = [] }, index) =>
    matchExpressions.flatMap(({ key }, at) =>
      checkQualifiedName(key).map((text) => invalid(`${path}.nodeSelectorTerms[${index}].matchExpressions[${at}].key`, key, text)),
    ),
  );
}

/** Exactly one source, and that one is looked at. */
function validateSource(spec: Spec): FieldError[] {
  const [first, ...more] = Object.keys(volumeSources(spec));
  if (first === undefined) return [required('spec', 'must specify a volume type')];
  const errors = sourceRules[first]?.(spec, `spec.${first}`) ?? [];
  return [...errors, ...more.map((source) => forbidden(`spec.${source}`, 'may not specify more than 1 volume type'))];
}

const sourceRules: Readonly<Record<string, (spec: Spec, path: string) => FieldError[]>> = {
  hostPath: ({ hostPath }, path) => [
    ...validatePath(hostPath?.path ?? '', `${path}.path`),
    ...(HOST_PATH_TYPES.includes(hostPath?.type ?? '') ? [] : [notSupported(`${path}.type`, hostPath?.type, HOST_PATH_TYPES)]),
  ],
  nfs: ({ nfs }, path) => [
    ...(nfs?.server ? [] : [required(`${path}.server`)]),
    ...(nfs?.path
      ? nfs.path.startsWith('/')
        ? []
        : [invalid(`${path}.path`, nfs.path, 'must be an absolute path')]
      : [required(`${path}.path`)]),
  ],
  local: ({ local, nodeAffinity }, path) => [
    ...validatePath(local?.path ?? '', `${path}.path`),
    ...(nodeAffinity ? [] : [required('spec.nodeAffinity', 'Local volume requires node affinity')]),
  ],
  csi: ({ csi }, path) => [
    ...(csi?.driver ? [] : [required(`${path}.driver`)]),
    ...(csi?.volumeHandle ? [] : [required(`${path}.volumeHandle`)]),
  ],
};

function validatePath(value: string, path: string): FieldError[] {
  if (value === '') return [required(path)];
  return value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : [];
}
