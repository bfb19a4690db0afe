import { child, duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import { parseQuantity, sign } from '../../../api/quantity.ts';
import type { Volume } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import { validateAnnotations, validateLabels } from '../metadata.ts';
import { validateClaimSpec } from './claim-validation.ts';
import type { KeyToPath } from './pod-types.ts';
import { validateProjectedSources } from './projected-validation.ts';
import { validateFilePath, validateNoBacksteps } from './relative-path.ts';
import { initiatorErrors, remoteSources, validateCsiDriver } from './remote-volume-validation.ts';
import { needs, validateDownwardFile, validateKeyToPath, validateMode } from './volume-files.ts';

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/**
 * The names of the volumes that are right; a mount of any other one is not found.
 * `pod` is the name of the pod that the volumes are of, where that is known: its ephemeral volumes become claims that are called after it.
 */
export function validVolumes(volumes: readonly Volume[], path: string, pod?: string): { errors: FieldError[]; valid: Map<string, Volume> } {
  const errors: FieldError[] = [];
  const valid = new Map<string, Volume>();
  const claims = new Set(pod ? volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${pod}-${name}`) : []);
  volumes.forEach((volume, i) => {
    const at = child(path, i);
    const name = child(at, 'name');
    const own = [...validateSource(volume, at), ...(pod && volume.name && volume.ephemeral ? claimNameErrors(pod, volume.name, name) : [])];
    if (!volume.name) own.push(required(name));
    else own.push(...checked(name, volume.name, checkDnsLabel));
    if (valid.has(volume.name)) own.push(duplicate(name, volume.name));
    if (own.length === 0) valid.set(volume.name, volume);
    errors.push(...own);
    const { claimName = '' } = volume.persistentVolumeClaim ?? {};
    if (claims.has(claimName)) {
      const text = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(child(at, 'persistentVolumeClaim', 'claimName'), claimName, text));
    }
  });
  return { errors, valid };
}

function claimNameErrors(pod: string, volume: string, path: string): FieldError[] {
  const claim = `${pod}-${volume}`;
  return checkDnsSubdomain(claim).map((message) => invalid(path, volume, `PVC name ${JSON.stringify(claim)}: ${message}`));
}

type ClaimTemplate = NonNullable<NonNullable<Volume['ephemeral']>['volumeClaimTemplate']>;
type SourceName = Exclude<keyof Volume, 'name'>;
type Check<K extends SourceName> = (source: NonNullable<Volume[K]>, path: string) => FieldError[];

/** The rules that hold for volumes too. */
function remote<K extends keyof typeof remoteSources>(name: K): Check<K> {
  return (source, path) =>
    (remoteSources[name] as (source: unknown, path: string, persistent: boolean) => FieldError[])(source, path, false);
}

/** In the order in which the API server looks at them: of several the first one counts and the others are forbidden. */
const sources: { [K in SourceName]?: Check<K> } = {
  emptyDir: ({ sizeLimit }, path) =>
    sizeLimit !== undefined && sign(parseQuantity(sizeLimit)) < 0
      ? [forbidden(child(path, 'sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
      : [],
  hostPath: validateHostPath,
  gitRepo: ({ repository, directory }, path) => [
    ...needs({ repository }, path),
    ...(directory === undefined ? [] : validateFilePath(directory, child(path, 'directory'))),
  ],
  gcePersistentDisk: remote('gcePersistentDisk'),
  awsElasticBlockStore: remote('awsElasticBlockStore'),
  secret: ({ secretName, defaultMode, items }, path) => [
    ...needs({ secretName }, path),
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateItems(items, path),
  ],
  nfs: remote('nfs'),
  iscsi: remote('iscsi'),
  glusterfs: remote('glusterfs'),
  flocker: remote('flocker'),
  persistentVolumeClaim: ({ claimName }, path) => needs({ claimName }, path),
  rbd: remote('rbd'),
  cinder: remote('cinder'),
  cephfs: remote('cephfs'),
  quobyte: remote('quobyte'),
  downwardAPI: ({ defaultMode, items = [] }, path) => [
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...items.flatMap((file) => validateDownwardFile(file, path)),
  ],
  fc: remote('fc'),
  flexVolume: remote('flexVolume'),
  configMap: ({ name, defaultMode, items }, path) => [
    ...needs({ name }, path),
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateItems(items, path),
  ],
  azureFile: remote('azureFile'),
  vsphereVolume: remote('vsphereVolume'),
  photonPersistentDisk: remote('photonPersistentDisk'),
  portworxVolume: remote('portworxVolume'),
  azureDisk: remote('azureDisk'),
  storageos: remote('storageos'),
  projected: ({ defaultMode, sources: projections = [] }, path) => [
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateProjectedSources(projections, path),
  ],
  scaleIO: remote('scaleIO'),
  csi: ({ driver, nodePublishSecretRef: secret }, path) => [
    ...validateCsiDriver(driver, child(path, 'driver')),
    ...(secret && !secret.name ? [required(child(path, 'nodePublishSecretRef', 'name'))] : []),
    ...(secret?.name ? checked(child(path, 'name'), secret.name, checkDnsSubdomain) : []),
  ],
  ephemeral: ({ volumeClaimTemplate }, path) =>
    volumeClaimTemplate
      ? validateClaimTemplate(volumeClaimTemplate, child(path, 'volumeClaimTemplate'))
      : [required(child(path, 'volumeClaimTemplate'))],
  image: ({ reference, pullPolicy }, path) => [
    ...needs({ reference }, path),
    ...(['Always', 'IfNotPresent', 'Never'].includes(pullPolicy ?? '')
      ? []
      : [notSupported(child(path, 'pullPolicy'), pullPolicy ?? '', ['Always', 'IfNotPresent', 'Never'])]),
  ],
};

/** What the API server calls some sources: the first of a volume, and one too many. */
export const firstNames: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
export const secondNames: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

function validateSource(volume: Volume, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [name, check] of Object.entries(sources) as [SourceName, Check<SourceName>][]) {
    const source = volume[name];
    if (source === undefined) continue;
    if (count++ > 0) errors.push(forbidden(child(path, secondNames[name] ?? name), 'may not specify more than 1 volume type'));
    else errors.push(...check(source as NonNullable<Volume[SourceName]>, child(path, firstNames[name] ?? name)));
    if (name === 'iscsi') errors.push(...initiatorErrors(volume.name, volume.iscsi!, child(path, 'name'), volume.name));
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateHostPath({ path: target, type }: NonNullable<Volume['hostPath']>, path: string): FieldError[] {
  if (!target) return [required(child(path, 'path'))];
  return [
    ...validateNoBacksteps(target, child(path, 'path')),
    ...(hostPathTypes.includes(type ?? '') ? [] : [notSupported(child(path, 'type'), type, hostPathTypes)]),
  ];
}

function validateItems(items: readonly KeyToPath[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, i) => validateKeyToPath(item, child(path, 'items', i)));
}

const templateMetadata = ['annotations', 'labels'];

function validateClaimTemplate({ metadata, spec }: ClaimTemplate, path: string): FieldError[] {
  const at = child(path, 'metadata');
  return [
    ...validateAnnotations(metadata?.annotations, child(at, 'annotations')),
    ...validateLabels(metadata?.labels, child(at, 'labels')),
    ...Object.entries(metadata ?? {})
      .filter(([field, value]) => value !== null && !templateMetadata.includes(field))
      .map(([field]) => forbidden(child(at, field), 'cannot be set')),
    ...validateClaimSpec(spec, child(path, 'spec')),
  ];
}
