import { goQuote } from './go-text.ts';

/** What can be wrong with a field; the values are the reasons of a Status' causes. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].name` */
  readonly field: string;
  /** Everything after the field: `Invalid value: "x": must be …`. */
  readonly message: string;
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
  FieldValueTypeInvalid: 'Invalid value',
};

/**
 * A path is its text. `child('spec', 'containers', 0, 'name')` is `spec.containers[0].name`: names add a dot, numbers an index.
 * Keys of maps are added with `keyed`: a name alone cannot tell.
 */
export function child(path: string, ...steps: readonly (string | number)[]): string {
  let result = path;
  for (const step of steps) {
    if (typeof step === 'number') result += `[${step}]`;
    else result += result === '' ? step : `.${step}`;
  }
  return result;
}

/** `keyed('data', 'a b')` is `data[a b]`. */
export function keyed(path: string, key: string): string {
  return `${path}[${key}]`;
}

/** A value as the API server shows it: strings quoted, objects as JSON in the order of their Go struct (the order that is given). */
export function fieldValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (value === undefined || value === null) return 'null';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function build(type: FieldErrorType, field: string, value: string | undefined, detail: string): FieldError {
  return { type, field, message: [titles[type], value, detail].filter((part) => part !== undefined && part !== '').join(': ') };
}

export function notFound(field: string, value: unknown): FieldError {
  return build('FieldValueNotFound', field, fieldValue(value), '');
}

export function required(field: string, detail = ''): FieldError {
  return build('FieldValueRequired', field, undefined, detail);
}

export function duplicate(field: string, value: unknown): FieldError {
  return build('FieldValueDuplicate', field, fieldValue(value), '');
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return build('FieldValueInvalid', field, fieldValue(value), detail);
}

/** For what is wrong as a whole: no value is shown. */
export function invalidState(field: string, detail: string): FieldError {
  return build('FieldValueInvalid', field, undefined, detail);
}

/** The supported values are told in the given order (Kubernetes sorts most of them, but not all). */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map(goQuote).join(', ');
  return build('FieldValueNotSupported', field, fieldValue(value), supported.length > 0 ? `supported values: ${list}` : '');
}

export function forbidden(field: string, detail: string): FieldError {
  return build('FieldValueForbidden', field, undefined, detail);
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return build('FieldValueTooLong', field, undefined, maxBytes >= 0 ? `may not be more than ${maxBytes} bytes` : 'value is too long');
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  const items = max === 1 ? 'item' : 'items';
  return build('FieldValueTooMany', field, String(actual), max >= 0 ? `must have at most ${max} ${items}` : 'has too many items');
}

export function internalFieldError(field: string, detail: string): FieldError {
  return build('InternalError', field, undefined, detail);
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return build('FieldValueTypeInvalid', field, fieldValue(value), detail);
}

/** `spec.replicas: Invalid value: -1: must be …` */
export function fieldErrorText(error: FieldError): string {
  return `${error.field === '' ? '<nil>' : error.field}: ${error.message}`;
}

/** Several errors in one line as Go aggregates them: the text alone, or `[a, b]` without repetitions. */
export function fieldErrorsText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}
