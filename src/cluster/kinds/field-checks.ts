import { child, forbidden, invalid, required, type FieldError } from '../../api/field-error.ts';
import { percentage, type IntOrString } from '../../api/int-or-string.ts';
import { deepEqual } from '../../api/json.ts';
import { selectorFromLabelSelector, SelectorError, type LabelSelector, type Selector } from '../../api/labels.ts';
import { checkLabelValue, checkPercent, checkPortName, checkPortNumber, checkQualifiedName, type TextCheck } from '../../api/names.ts';
import { formatQuantity, parseQuantity, sign } from '../../api/quantity.ts';
import { validateLabels } from './metadata.ts';

/** Checks that many kinds share: each answers with the errors of one field. */

export function checked(path: string, value: string, check: TextCheck): FieldError[] {
  return check(value).map((message) => invalid(path, value, message));
}

export function nonNegative(path: string, value: number | undefined): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
}

export function positiveAmount(text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  return sign(quantity) > 0 ? [] : [invalid(path, formatQuantity(quantity), 'must be greater than zero')];
}

export function nonNegativeAmount(text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  return sign(quantity) < 0 ? [invalid(path, formatQuantity(quantity), 'must be greater than or equal to 0')] : [];
}

export function positive(path: string, value: number | undefined): FieldError[] {
  return value !== undefined && value <= 0 ? [invalid(path, value, 'must be greater than zero')] : [];
}

export function inRange(path: string, value: number | undefined, low: number, high: number): FieldError[] {
  return value !== undefined && (value < low || value > high)
    ? [invalid(path, value, `must be between ${low} and ${high}, inclusive`)]
    : [];
}

/** `shown` is the new value in the shape of its Go struct, where the order of fields matters. */
export function immutable(path: string, next: unknown, previous: unknown, shown: unknown = next): FieldError[] {
  return deepEqual(next, previous) ? [] : [invalid(path, shown, 'field is immutable')];
}

export function labelName(path: string, key: string): FieldError[] {
  return checked(path, key, checkQualifiedName);
}

export function sortedKeys(map: object | undefined): string[] {
  return Object.keys(map ?? {}).sort();
}

export function validateLabelSelector(selector: LabelSelector | null | undefined, path: string): FieldError[] {
  if (selector === undefined || selector === null) return [];
  const expressions = (selector.matchExpressions ?? []).flatMap((expression, i) => {
    const at = child(path, 'matchExpressions', i);
    const errors: FieldError[] = [];
    const count = expression.values?.length ?? 0;
    switch (expression.operator) {
      case 'In':
      case 'NotIn':
        if (count === 0) errors.push(required(child(at, 'values'), "must be specified when `operator` is 'In' or 'NotIn'"));
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (count > 0) errors.push(forbidden(child(at, 'values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        break;
      default:
        errors.push(invalid(child(at, 'operator'), expression.operator, 'not a valid selector operator'));
    }
    errors.push(...labelName(child(at, 'key'), expression.key));
    (expression.values ?? []).forEach((value, j) => errors.push(...checked(child(at, 'values', j), value, checkLabelValue)));
    return errors;
  });
  return [...validateLabels(selector.matchLabels, child(path, 'matchLabels')), ...expressions];
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0) === 0;
}

/** Undefined for a selector that makes no sense; one that is not there selects nothing. */
export function compiledSelector(selector: LabelSelector | undefined): Selector | undefined {
  try {
    return selectorFromLabelSelector(selector);
  } catch (error) {
    if (error instanceof SelectorError) return undefined;
    throw error;
  }
}

/** A LabelSelector with its fields in the order of the Go struct, as messages show it. */
export function shownSelector(selector: LabelSelector | null | undefined): unknown {
  if (selector === undefined || selector === null) return null;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(matchLabels && Object.keys(matchLabels).length > 0 ? { matchLabels: shownMap(matchLabels) } : {}),
    ...(matchExpressions?.length
      ? {
          matchExpressions: matchExpressions.map(({ key, operator, values }) => ({ key, operator, ...(values?.length ? { values } : {}) })),
        }
      : {}),
  };
}

/** A map in the order in which Go writes it: by key. */
export function shownMap(map: Readonly<Record<string, string>> | undefined): unknown {
  return map === undefined ? null : Object.fromEntries(sortedKeys(map).map((key) => [key, map[key]]));
}

export function portNumberOrName(path: string, port: IntOrString | undefined): FieldError[] {
  return typeof port === 'string' ? checked(path, port, checkPortName) : checkPortNumber(port ?? 0).map((m) => invalid(path, port ?? 0, m));
}

/** A count or a percentage, neither negative. */
export function countOrPercent(path: string, value: IntOrString | undefined): FieldError[] {
  return typeof value === 'string' ? checked(path, value, checkPercent) : nonNegative(path, value);
}

export function atMostWhole(path: string, value: IntOrString | undefined): FieldError[] {
  return value !== undefined && (percentage(value) ?? 0) > 100 ? [invalid(path, value, 'must not be greater than 100%')] : [];
}

/** The number in a count or percentage; anything else counts as 0. */
export function plainNumber(value: IntOrString | undefined): number {
  return typeof value === 'number' ? value : (percentage(value ?? 0) ?? 0);
}
