import { child, duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import { parseQuantity, sign } from '../../../api/quantity.ts';
import type { Volume } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import type { KeyToPath } from './pod-types.ts';
import { validateProjectedSources } from './projected-validation.ts';
import { validateFilePath, validateNoBacksteps } from './relative-path.ts';
import { needs, validateDownwardFile, validateKeyToPath, validateMode } from './volume-files.ts';

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** The names of the volumes that are right; a mount of any other one is not found. */
export function validVolumes(volumes: readonly Volume[], path: string): { errors: FieldError[]; valid: Map<string, Volume> } {
  const errors: FieldError[] = [];
  const valid = new Map<string, Volume>();
  volumes.forEach((volume, i) => {
    const at = child(path, i);
    const name = child(at, 'name');
    const own = validateSource(volume, at);
    if (!volume.name) own.push(required(name));
    else own.push(...checked(name, volume.name, checkDnsLabel));
    if (valid.has(volume.name)) own.push(duplicate(name, volume.name));
    if (own.length === 0) valid.set(volume.name, volume);
    errors.push(...own);
  });
  return { errors, valid };
}

type SourceName = Exclude<keyof Volume, 'name'>;
type Check<K extends SourceName> = (source: NonNullable<Volume[K]>, path: string) => FieldError[];

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
  gcePersistentDisk: ({ pdName }, path) => needs({ pdName }, path),
  awsElasticBlockStore: ({ volumeID }, path) => needs({ volumeID }, path),
  secret: ({ secretName, defaultMode, items }, path) => [
    ...needs({ secretName }, path),
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateItems(items, path),
  ],
  nfs: ({ server, path: directory }, path) => [
    ...needs({ server, path: directory }, path),
    ...(directory && !directory.startsWith('/') ? [invalid(child(path, 'path'), directory, 'must be an absolute path')] : []),
  ],
  iscsi: ({ targetPortal, iqn }, path) => needs({ targetPortal, iqn }, path),
  glusterfs: ({ endpoints, path: volume }, path) => needs({ endpoints, path: volume }, path),
  flocker: ({ datasetName, datasetUUID }, path) =>
    datasetName || datasetUUID ? [] : [required(path, 'one of datasetName and datasetUUID is required')],
  persistentVolumeClaim: ({ claimName }, path) => needs({ claimName }, path),
  rbd: ({ monitors, image }, path) => needs({ monitors, image }, path),
  cinder: ({ volumeID }, path) => needs({ volumeID }, path),
  cephfs: ({ monitors }, path) => needs({ monitors }, path),
  quobyte: ({ registry, volume }, path) => needs({ registry, volume }, path),
  downwardAPI: ({ defaultMode, items = [] }, path) => [
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...items.flatMap((file) => validateDownwardFile(file, path)),
  ],
  fc: ({ targetWWNs, wwids }, path) =>
    targetWWNs?.length || wwids?.length
      ? []
      : [required(child(path, 'targetWWNs'), 'must specify either targetWWNs or wwids, but not both')],
  flexVolume: ({ driver }, path) => needs({ driver }, path),
  configMap: ({ name, defaultMode, items }, path) => [
    ...needs({ name }, path),
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateItems(items, path),
  ],
  azureFile: ({ secretName, shareName }, path) => needs({ secretName, shareName }, path),
  vsphereVolume: ({ volumePath }, path) => needs({ volumePath }, path),
  photonPersistentDisk: ({ pdID }, path) => needs({ pdID }, path),
  portworxVolume: ({ volumeID }, path) => needs({ volumeID }, path),
  azureDisk: ({ diskName, diskURI }, path) => needs({ diskName, diskURI }, path),
  storageos: ({ volumeName }, path) => needs({ volumeName }, path),
  projected: ({ defaultMode, sources: projections = [] }, path) => [
    ...validateMode(defaultMode, child(path, 'defaultMode')),
    ...validateProjectedSources(projections, path),
  ],
  scaleIO: ({ gateway, system, volumeName }, path) => needs({ gateway, system, volumeName }, path),
  csi: ({ driver, nodePublishSecretRef }, path) => [
    ...(driver ? checked(child(path, 'driver'), driver.toLowerCase(), checkDnsSubdomain) : [required(child(path, 'driver'))]),
    ...(nodePublishSecretRef && !nodePublishSecretRef.name ? [required(child(path, 'nodePublishSecretRef', 'name'))] : []),
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

function validateSource(volume: Volume, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [name, check] of Object.entries(sources) as [SourceName, Check<SourceName>][]) {
    const source = volume[name];
    if (source === undefined) continue;
    const at = child(path, name);
    if (count++ > 0) errors.push(forbidden(at, 'may not specify more than 1 volume type'));
    else errors.push(...check(source as NonNullable<Volume[SourceName]>, at));
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

function validateClaimTemplate({ spec }: NonNullable<NonNullable<Volume['ephemeral']>['volumeClaimTemplate']>, path: string): FieldError[] {
  return [
    ...(spec.accessModes?.length ? [] : [required(child(path, 'spec', 'accessModes'), 'at least 1 access mode is required')]),
    ...(spec.resources?.requests?.['storage'] === undefined ? [required(child(path, 'spec', 'resources[storage]'))] : []),
  ];
}
