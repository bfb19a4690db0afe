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
import { checkDnsLabel, checkQualifiedName } from '../../../api/names.ts';
import { compareQuantities, formatQuantity, isQuantity, parseQuantity, sign, toMilli, toNumber } from '../../../api/quantity.ts';
import type { Container, PodSpec, ResourceRequirements } from '../../../api/types.ts';
import { checked, sortedKeys } from '../field-checks.ts';
import { podTotals, type ResourceKind } from './pod-totals.ts';

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

type NameCheck = (name: string, path: string) => FieldError[];

export function validateResources(
  resources: ResourceRequirements | undefined,
  claims: ReadonlySet<string>,
  path: string,
  checkName: NameCheck = validateResourceName,
): FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const limitsPath = child(path, 'limits');
  const requestsPath = child(path, 'requests');
  const errors: FieldError[] = [];
  for (const name of sortedKeys(limits)) errors.push(...validateAmount(name, limits[name]!, keyed(limitsPath, name), checkName));
  for (const name of sortedKeys(requests)) {
    const at = keyed(requestsPath, name);
    errors.push(...checkName(name, at), ...validateQuantity(name, requests[name]!, at));
    const request = parseQuantity(requests[name]!);
    if (limits[name] === undefined) {
      if (!isOvercommitAllowed(name)) errors.push(required(limitsPath, 'Limit must be set for non overcommitable resources'));
      errors.push(...wholePages(name, requests[name]!, at));
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
    errors.push(...wholePages(name, requests[name]!, at));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(resources?.claims ?? [], claims, child(path, 'claims'))];
}

function validateAmount(name: string, text: string, path: string, checkName: NameCheck): FieldError[] {
  return [...checkName(name, path), ...validateQuantity(name, text, path), ...wholePages(name, text, path)];
}

/** Huge pages are given out one by one. */
function wholePages(name: string, text: string, path: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const page = name.slice('hugepages-'.length);
  const size = isQuantity(page) ? Math.ceil(toNumber(parseQuantity(page))) : 0;
  const quantity = parseQuantity(text);
  if (size > 0 && Math.ceil(toNumber(quantity)) % size === 0) return [];
  const shown = formatQuantity(quantity);
  return [invalid(path, shown, `${shown} is not positive integer multiple of ${name}`)];
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
export function validateQuantity(name: string, text: string, path: string): FieldError[] {
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

/** A container may use a claim of the pod as a whole, or single requests of it, but each only once. */
function validateClaims(claims: readonly { name: string; request?: string }[], known: ReadonlySet<string>, path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap(({ name, request }, i) => {
    const at = child(path, i);
    if (!name) return [required(at)];
    const errors = request && !seen.has(name) ? checked(child(at, 'request'), request, checkDnsLabel) : [];
    const key = request ? `${name}/${request}` : name;
    const parts = request ? [] : [...seen].filter((other) => other.startsWith(`${name}/`));
    if (seen.has(name)) errors.push(duplicate(at, name));
    else if (seen.has(key)) errors.push(duplicate(at, key));
    else errors.push(...parts.map(() => duplicate(at, name)));
    seen.add(seen.has(name) ? name : key);
    if (known.has(name)) return errors;
    const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
    const missing = notFound(at, name);
    return [...errors, { ...missing, message: `${missing.message}: must be one of the names in pod.spec.resourceClaims${names}` }];
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
    // Only a repetition is told with its place in the list.
    if (!resourceName) errors.push(required(path));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') errors.push(notSupported(path, resourceName, ['cpu', 'memory']));
    const restarts = ['NotRequired', 'RestartContainer'];
    if (!restartPolicy) errors.push(required(path));
    else if (!restarts.includes(restartPolicy)) errors.push(notSupported(path, restartPolicy, restarts));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}

const podLevel = ['cpu', 'hugepages-', 'memory'];

/** `spec.resources`: what the whole pod may use; its containers keep within that. */
export function validatePodResources(spec: PodSpec, path: string): FieldError[] {
  if (!spec.resources) return [];
  if (spec.os?.name === 'windows') return [forbidden(path, 'may not be set for a windows pod')];
  const { requests = {}, limits = {}, claims } = spec.resources;
  return [
    ...(claims ? [forbidden(child(path, 'claims'), 'claims may not be set for Resources at pod-level')] : []),
    ...validateResources(spec.resources, new Set(spec.resourceClaims?.map(({ name }) => name)), path, validatePodResourceName),
    ...withinPod(spec, 'requests', requests, path),
    ...withinPod(spec, 'limits', limits, path),
    ...spec.containers.flatMap((container, i) => containerLimits(container, limits, child(path, 'containers', i))),
  ];
}

function validatePodResourceName(name: string, path: string): FieldError[] {
  const errors = checked(path, name, checkQualifiedName);
  if (errors.length > 0) return errors;
  if (!name.includes('/') && !standardResources.has(name) && !isHugePages(name)) {
    return [invalid(path, name, 'must be a standard resource type or fully qualified')];
  }
  return podLevel.includes(name) || isHugePages(name) ? [] : [notSupported(path, name, podLevel)];
}

/** Of limits only those of huge pages add up. */
function withinPod(spec: PodSpec, kind: ResourceKind, own: Readonly<Record<string, string>>, path: string): FieldError[] {
  const totals = podTotals({ ...spec, resources: undefined }, kind);
  return sortedKeys(own).flatMap((name) => {
    const total = totals.get(name);
    const quantity = parseQuantity(own[name]!);
    if (!total || (kind === 'limits' && !isHugePages(name)) || compareQuantities(total, quantity) <= 0) return [];
    const text = `must be greater than or equal to aggregate container ${kind} of ${formatQuantity(total)}`;
    return [invalid(keyed(child(path, kind), name), formatQuantity(quantity), text)];
  });
}

/** The paths are what the API server says. */
function containerLimits({ resources }: Container, pod: Readonly<Record<string, string>>, path: string): FieldError[] {
  const own = resources?.limits ?? {};
  return sortedKeys(own).flatMap((name) => {
    if (pod[name] === undefined) return [];
    const limit = parseQuantity(pod[name]);
    const quantity = parseQuantity(own[name]!);
    if (compareQuantities(quantity, limit) <= 0) return [];
    const text = `must be less than or equal to pod limits of ${formatQuantity(limit)}`;
    return [invalid(child(keyed(path, name), 'limits'), formatQuantity(quantity), text)];
  });
}
