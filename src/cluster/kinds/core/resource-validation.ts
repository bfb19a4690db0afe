import {
  child,
  duplicate,
  forbidden,
  invalid,
  keyed,
  notFound,
  notSupported,
  required,
  type FieldError,
} from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';
import { compareQuantities, formatQuantity, parseQuantity, sign, toMilli } from '../../../api/quantity.ts';
import type { Container, ResourceRequirements } from '../../../api/types.ts';
import { checked, sortedKeys } from '../field-checks.ts';

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage']);
const standardResources = new Set([
  ...containerResources,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** More of it may be promised than there is. */
const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePages(name);

export function validateResources(resources: ResourceRequirements | undefined, claims: ReadonlySet<string>, path: string): FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const limitsPath = child(path, 'limits');
  const requestsPath = child(path, 'requests');
  const errors: FieldError[] = [];
  for (const name of sortedKeys(limits)) errors.push(...validateAmount(name, limits[name]!, keyed(limitsPath, name)));
  for (const name of sortedKeys(requests)) {
    errors.push(...validateAmount(name, requests[name]!, keyed(requestsPath, name)));
    const request = parseQuantity(requests[name]!);
    if (limits[name] === undefined) {
      if (!isOvercommitAllowed(name)) errors.push(required(limitsPath, 'Limit must be set for non overcommitable resources'));
      continue;
    }
    const limit = parseQuantity(limits[name]);
    const order = compareQuantities(request, limit);
    const shown = `${name} limit of ${formatQuantity(limit)}`;
    if (order !== 0 && !isOvercommitAllowed(name)) {
      errors.push(invalid(requestsPath, formatQuantity(request), `must be equal to ${shown}`));
    } else if (order > 0) {
      errors.push(invalid(requestsPath, formatQuantity(request), `must be less than or equal to ${shown}`));
    }
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(resources?.claims ?? [], claims, child(path, 'claims'))];
}

function validateAmount(name: string, text: string, path: string): FieldError[] {
  return [...validateResourceName(name, path), ...validateQuantity(name, text, path)];
}

function validateResourceName(name: string, path: string): FieldError[] {
  const errors = checked(path, name, checkQualifiedName);
  const isPlain = !name.includes('/');
  if (errors.length === 0 && isPlain && !standardResources.has(name) && !isHugePages(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  }
  if (isPlain) {
    if (!containerResources.has(name) && !isHugePages(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && (name.startsWith('requests.') || checkQualifiedName(`requests.${name}`).length > 0)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** Not negative, and whole where halves make no sense. */
function validateQuantity(name: string, text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  const shown = formatQuantity(quantity);
  const errors = sign(quantity) < 0 ? [invalid(path, shown, 'must be greater than or equal to 0')] : [];
  if (isInteger(name) && toMilli(quantity) % 1000 !== 0) errors.push(invalid(path, shown, 'must be an integer'));
  return errors;
}

function isInteger(name: string): boolean {
  if (!isNative(name) || isHugePages(name)) return true;
  return ['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims'].includes(name);
}

function validateClaims(claims: readonly { name: string; request?: string }[], known: ReadonlySet<string>, path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap(({ name, request }, i) => {
    const at = child(path, i);
    if (!name) return [required(child(at, 'name'))];
    const key = `${name}/${request ?? ''}`;
    if (seen.has(key)) return [duplicate(at, { name, ...(request ? { request } : {}) })];
    seen.add(key);
    if (known.has(name)) return [];
    return [notFound(child(at, 'name'), name)];
  });
}

export function validateResizePolicy(
  policies: NonNullable<Container['resizePolicy']>,
  podRestartPolicy: string,
  path: string,
): FieldError[] {
  const seen = new Set<string>();
  return policies.flatMap(({ resourceName, restartPolicy }, i) => {
    const at = child(path, i);
    const errors: FieldError[] = [];
    if (seen.has(resourceName)) errors.push(duplicate(at, resourceName));
    seen.add(resourceName);
    if (!resourceName) errors.push(required(at));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') errors.push(notSupported(at, resourceName, ['cpu', 'memory']));
    const restarts = ['NotRequired', 'RestartContainer'];
    if (!restartPolicy) errors.push(required(at));
    else if (!restarts.includes(restartPolicy)) errors.push(notSupported(at, restartPolicy, restarts));
    if (podRestartPolicy === 'Never' && restartPolicy === 'RestartContainer') {
      errors.push(invalid(at, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

/** `spec.resources`: what the whole pod may use. */
export function validatePodResources(resources: ResourceRequirements, path: string): FieldError[] {
  const supported = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);
  const errors = validateResources({ limits: resources.limits, requests: resources.requests }, new Set(), path);
  for (const kind of ['limits', 'requests'] as const) {
    for (const name of sortedKeys(resources[kind])) {
      if (!supported(name)) errors.push(notSupported(keyed(child(path, kind), name), name, ['cpu', 'hugepages-*', 'memory']));
    }
  }
  return errors;
}
