import { child, invalid, keyed, notSupported, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import type { PersistentVolume, Volume } from '../../../api/types.ts';
import { checked, inRange, sortedKeys } from '../field-checks.ts';
import { needs } from './volume-files.ts';

type VolumeSpec = NonNullable<PersistentVolume['spec']>;
type Shared = keyof Volume & keyof VolumeSpec;
/** What a source looks like in a pod or in a volume: references of volumes name a namespace too. */
type Source<K extends Shared> = NonNullable<Volume[K]> | NonNullable<VolumeSpec[K]>;
type Check<K extends Shared> = (source: Source<K>, path: string, persistent: boolean) => FieldError[];

const longestDriver = 63;

/** The sources that a pod may name itself or have a volume name for it, which lie somewhere on the network. */
export const remoteSources: { [K in Exclude<Shared, 'hostPath' | 'csi'>]: Check<K> } = {
  gcePersistentDisk: ({ pdName, partition }, path) => [...needs({ pdName }, path), ...validatePartition(partition, path)],
  awsElasticBlockStore: ({ volumeID, partition }, path) => [...needs({ volumeID }, path), ...validatePartition(partition, path)],
  nfs: ({ server, path: directory = '' }, path) => [
    ...needs({ server, path: directory }, path),
    ...(directory.startsWith('/') ? [] : [invalid(child(path, 'path'), directory, 'must be an absolute path')]),
  ],
  iscsi: (source, path, persistent) => {
    const { targetPortal, iqn, lun, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
    return [
      ...needs({ targetPortal, iqn }, path),
      ...(iqn ? validateInitiator(iqn, child(path, 'iqn'), persistent) : []),
      ...inRange(child(path, 'lun'), lun, 0, 255),
      ...((chapAuthDiscovery || chapAuthSession) && !secretRef ? [required(child(path, 'secretRef'))] : []),
      ...(persistent && secretRef ? needs({ name: secretRef.name }, child(path, 'secretRef')) : []),
      ...(initiatorName === undefined ? [] : validateInitiator(initiatorName, child(path, 'initiatorname'), false)),
    ];
  },
  glusterfs: (source, path) => {
    const { endpoints, path: volume } = source;
    const namespace = 'endpointsNamespace' in source ? source.endpointsNamespace : undefined;
    const at = child(path, 'endpointsNamespace');
    return [
      ...needs({ endpoints, path: volume }, path),
      ...(namespace === '' ? [invalid(at, namespace, 'if the endpointnamespace is set, it must be a valid namespace name')] : []),
      ...(namespace ? checked(at, namespace, checkDnsLabel) : []),
    ];
  },
  flocker: ({ datasetName, datasetUUID }, path) => [
    ...(datasetName || datasetUUID ? [] : [required(path, 'one of datasetName and datasetUUID is required')]),
    ...(datasetName && datasetUUID ? [invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously')] : []),
    ...(datasetName?.includes('/') ? [invalid(child(path, 'datasetName'), datasetName, "must not contain '/'")] : []),
  ],
  rbd: ({ monitors, image }, path) => needs({ monitors, image }, path),
  cinder: ({ volumeID, secretRef }, path, persistent) => [
    ...needs({ volumeID }, path),
    ...(secretRef ? validateReference(secretRef, child(path, 'secretRef'), persistent) : []),
  ],
  cephfs: ({ monitors }, path) => needs({ monitors }, path),
  quobyte: ({ registry = '', volume, tenant = '' }, path) => [...validateRegistry(registry, tenant, path), ...needs({ volume }, path)],
  fc: ({ targetWWNs = [], wwids = [], lun }, path) => {
    const at = child(path, 'targetWWNs');
    const errors: FieldError[] = [];
    if (targetWWNs.length + wwids.length === 0) errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'));
    if (targetWWNs.length > 0 && wwids.length > 0) {
      errors.push(invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
    }
    if (targetWWNs.length === 0) return errors;
    if (lun === undefined) return [...errors, required(child(path, 'lun'), 'lun is required if targetWWNs is specified')];
    return [...errors, ...inRange(child(path, 'lun'), lun, 0, 255)];
  },
  flexVolume: ({ driver, options }, path) => [
    ...needs({ driver }, path),
    ...sortedKeys(options).flatMap((key) =>
      /(^|\.)(kubernetes\.io|k8s\.io)$/i.test(key.split('/', 2)[0]!)
        ? [invalid(keyed(child(path, 'options'), key), key, 'kubernetes.io and k8s.io namespaces are reserved')]
        : [],
    ),
  ],
  azureFile: (source, path) => {
    const { secretName, shareName } = source;
    const namespace = 'secretNamespace' in source ? source.secretNamespace : undefined;
    return [...needs({ secretName, shareName }, path), ...(namespace === '' ? [required(child(path, 'secretNamespace'))] : [])];
  },
  vsphereVolume: ({ volumePath }, path) => needs({ volumePath }, path),
  photonPersistentDisk: ({ pdID }, path) => needs({ pdID }, path),
  portworxVolume: ({ volumeID }, path) => needs({ volumeID }, path),
  azureDisk: ({ diskName, diskURI = '', cachingMode, kind }, path) => [
    ...needs({ diskName, diskURI }, path),
    ...oneOf(cachingMode, ['None', 'ReadOnly', 'ReadWrite'], child(path, 'cachingMode')),
    ...oneOf(kind, ['Dedicated', 'Managed', 'Shared'], child(path, 'kind')),
    ...(kind === 'Managed' && !diskURI.startsWith('/subscriptions/') ? [notSupported(child(path, 'diskURI'), diskURI, [managedDisk])] : []),
    ...(kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://')
      ? [notSupported(child(path, 'diskURI'), diskURI, [blobDisk])]
      : []),
  ],
  scaleIO: ({ gateway, system, volumeName }, path) => needs({ gateway, system, volumeName }, path),
  storageos: ({ volumeName, volumeNamespace, secretRef }, path, persistent) => [
    ...(volumeName ? checked(child(path, 'volumeName'), volumeName, checkDnsLabel) : [required(child(path, 'volumeName'))]),
    ...(volumeNamespace ? checked(child(path, 'volumeNamespace'), volumeNamespace, checkDnsLabel) : []),
    ...(secretRef ? validateReference(secretRef, child(path, 'secretRef'), persistent) : []),
  ],
};

const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function oneOf(value: string | undefined, supported: readonly string[], path: string): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

function validatePartition(partition: number | undefined, path: string): FieldError[] {
  return partition !== undefined && (partition < 0 || partition > 255)
    ? [invalid(child(path, 'partition'), partition, 'must be between 1 and 255, inclusive')]
    : [];
}

const initiators: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[a-zA-Z0-9]{16}$/,
  naa: /^naa.[a-zA-Z0-9]{32}$/,
};

function validateInitiator(name: string, path: string, persistent: boolean): FieldError[] {
  const format = initiators[name.slice(0, 3)];
  if (!format) return [invalid(path, name, `must be valid format${persistent ? '' : ' starting with iqn, eui, or naa'}`)];
  return format.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

const longestInitiated = 64;

/** The name of the volume and its portal become one name, where there is an initiator. */
export function initiatorErrors(
  name: string,
  { targetPortal, initiatorName }: { targetPortal: string; initiatorName?: string },
  path: string,
  shown: string,
): FieldError[] {
  if (initiatorName === undefined || `${name}:${targetPortal}`.length <= longestInitiated) return [];
  const text = `Total length of <volume name>:<iscsi.targetPortal> must be under ${longestInitiated} characters if iscsi.initiatorName is specified.`;
  return [invalid(path, shown, text)];
}

function validateRegistry(registry: string, tenant: string, path: string): FieldError[] {
  const at = child(path, 'registry');
  const text = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') return [required(at, text)];
  if (tenant.length > 64) return [required(child(path, 'tenant'), 'must be a UUID and may not exceed a length of 64 characters')];
  return registry.split(',').flatMap((pair) => (/^([^:[\]]*|\[[^[\]]*\]):[^:]*$/.test(pair) ? [] : [invalid(at, registry, text)]));
}

function validateReference(reference: { name?: string; namespace?: string }, path: string, persistent: boolean): FieldError[] {
  const { name, namespace } = reference;
  return persistent ? needs({ name, namespace }, path) : needs({ name }, path);
}

export function validateCsiDriver(driver: string, path: string): FieldError[] {
  if (driver === '') return [required(path)];
  return [
    ...(driver.length > longestDriver ? [tooLong(path, longestDriver)] : []),
    ...checkDnsSubdomain(driver.toLowerCase()).map((message) => invalid(path, driver, message)),
  ];
}
