import { invalid, type FieldError } from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const OBJECT_COUNTS = [
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];

const QUOTA_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  ...OBJECT_COUNTS,
]);

const STANDARD_RESOURCES = new Set([...QUOTA_RESOURCES, 'storage']);

/** Resources that come in whole pieces: objects, and whatever a domain adds. */
export function isIntegerResource(name: string): boolean {
  return OBJECT_COUNTS.includes(name) || isExtendedResource(name);
}

/** `example.com/gpu`: has a domain that is not Kubernetes' own, and is not a quota's request for one. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && checkQualifiedName(`requests.${name}`).length === 0;
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Only native resources other than huge pages may be promised more often than they are there. */
export function overcommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

export function isQuotaResource(name: string): boolean {
  return QUOTA_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
}

export function validateResourceName(name: string, path: string): FieldError[] {
  const errors = checkQualifiedName(name).map((message) => invalid(path, name, message));
  if (errors.length > 0) return errors;
  if (name.includes('/') || STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')) return [];
  return [invalid(path, name, 'must be a standard resource type or fully qualified')];
}

export function validateContainerResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    const standard = CONTAINER_RESOURCES.includes(name) || isHugePages(name);
    return standard ? errors : [...errors, invalid(path, name, 'must be a standard resource for containers')];
  }
  if (isNativeResource(name) || isExtendedResource(name)) return errors;
  return [...errors, invalid(path, name, "doesn't follow extended resource name standard")];
}

export function validateQuotaResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  return name.includes('/') || isQuotaResource(name) ? errors : [...errors, invalid(path, name, 'must be a standard resource for quota')];
}
