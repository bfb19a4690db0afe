import { getOwn } from '../../../api/json.ts';
import { duplicate, forbidden, invalid, keyed, required, type FieldError } from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';
import { compareQuantities, formatQuantity, fromInteger, parseQuantity, toNumber, type Quantity } from '../../../api/quantity.ts';
import type { LimitRange } from '../../../api/types.ts';
import { eachKey } from '../metadata.ts';
import { overcommitAllowed, validateContainerResourceName, validateResourceName } from './resource-names.ts';

export type LimitRangeItem = NonNullable<LimitRange['spec']>['limits'][number];

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
/** In the order in which the server looks at them; `default` and `defaultRequest` are not for pods. */
const MAPS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** Default limits come from the maximum, default requests from the default limits, then from the minimum. Containers only. */
export function setLimitDefaults(item: LimitRangeItem): void {
  if (item.type !== 'Container') return;
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  if (Object.keys(limits).length > 0) item.default = limits;
  if (Object.keys(requests).length > 0) item.defaultRequest = requests;
}

export function validateLimits(limits: readonly LimitRangeItem[]): FieldError[] {
  return limits.flatMap((item, index) => {
    const path = `spec.limits[${index}]`;
    const repeated = limits.findIndex((other) => other.type === item.type) < index;
    return [
      ...validateType(item.type, `${path}.type`),
      ...(repeated ? [duplicate(`${path}.type`, item.type)] : []),
      ...validateNames(item, path),
      ...resourcesOf(item).flatMap((name) => validateResource(item, name, path)),
    ];
  });
}

function validateType(type: string, path: string): FieldError[] {
  const errors = checkQualifiedName(type).map((message) => invalid(path, type, message));
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalid(path, type, 'must be a standard limit type or fully qualified')];
}

function validateNames(item: LimitRangeItem, path: string): FieldError[] {
  const check = item.type === 'Pod' || item.type === 'Container' ? validateContainerResourceName : validateResourceName;
  const errors = MAPS.flatMap((map) => {
    if (item.type === 'Pod' && (map === 'default' || map === 'defaultRequest')) {
      const given = Object.keys(item[map] ?? {}).length > 0;
      return given ? [forbidden(`${path}.${map}`, "may not be specified when `type` is 'Pod'")] : [];
    }
    return eachKey(item[map], `${path}.${map}`, (name, _, at) => check(name, at));
  });
  if (item.type === 'PersistentVolumeClaim' && !item.min?.['storage'] && !item.max?.['storage']) {
    errors.push(required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  return errors;
}

function resourcesOf(item: LimitRangeItem): string[] {
  const maps = item.type === 'Pod' ? MAPS.filter((map) => map !== 'default' && map !== 'defaultRequest') : MAPS;
  return [...new Set(maps.flatMap((map) => Object.keys(item[map] ?? {})))].sort();
}

/** Do the numbers given for one resource go together? */
function validateResource(item: LimitRangeItem, name: string, path: string): FieldError[] {
  const value = (map: (typeof MAPS)[number]): Quantity | undefined => {
    if (item.type === 'Pod' && (map === 'default' || map === 'defaultRequest')) return undefined;
    const text = getOwn(item[map] ?? {}, name);
    return text === undefined ? undefined : parseQuantity(text);
  };
  const [max, min, limit, request, ratio] = MAPS.map(value);
  const errors: FieldError[] = [];
  /** Complains when both are given and the first is greater; `shown` is the value that the message repeats. */
  const atMost = (
    map: string,
    shown: Quantity | undefined,
    a: Quantity | undefined,
    aName: string,
    b: Quantity | undefined,
    bName: string,
  ): void => {
    if (!a || !b || !shown || compareQuantities(a, b) <= 0) return;
    const text = `${aName} value ${formatQuantity(a)} is greater than ${bName} value ${formatQuantity(b)}`;
    errors.push(invalid(keyed(`${path}.${map}`, name), formatQuantity(shown), text));
  };
  atMost('min', min, min, 'min', max, 'max');
  atMost('defaultRequest', request, min, 'min', request, 'default request');
  atMost('defaultRequest', request, request, 'default request', max, 'max');
  atMost('defaultRequest', request, request, 'default request', limit, 'default limit');
  // Here the server repeats the bound, not the value.
  atMost('default', min, min, 'min', limit, 'default');
  atMost('default', max, limit, 'default', max, 'max');
  if (ratio) errors.push(...validateRatio(ratio, min, max, keyed(`${path}.maxLimitRequestRatio`, name)));
  if (limit && request && !overcommitAllowed(name) && compareQuantities(limit, request) !== 0) {
    const text = `default value ${formatQuantity(limit)} must equal to defaultRequest value ${formatQuantity(request)} in ${name}`;
    errors.push(invalid(keyed(`${path}.defaultRequest`, name), formatQuantity(request), text));
  }
  return errors;
}

function validateRatio(ratio: Quantity, min: Quantity | undefined, max: Quantity | undefined, path: string): FieldError[] {
  const text = formatQuantity(ratio);
  const errors = compareQuantities(ratio, fromInteger(1)) < 0 ? [invalid(path, text, `ratio ${text} is less than 1`)] : [];
  if (!min || !max) return errors;
  const bound = toNumber(max) / toNumber(min);
  if (toNumber(ratio) > bound) errors.push(invalid(path, text, `ratio ${text} is greater than max/min = ${bound.toFixed(6)}`));
  return errors;
}
