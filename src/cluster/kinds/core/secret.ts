import { getOwn } from '../../../api/json.ts';
import { invalid, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { tlsBlock } from '../../../api/pem.ts';
import { checkConfigKey } from '../../../api/names.ts';
import type { Secret } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { eachKey } from '../metadata.ts';
import { decodedLength, decodeText, encodeText } from './base64.ts';
import { DATA_LIMIT, immutableData } from './config-map.ts';
import { goJsonSyntaxError } from '../../../api/json-syntax.ts';

const REDACTED = '<secret contents redacted>';

export const secret = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Secret',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<Secret>('Type', ({ type }) => type ?? ''),
    textColumn<Secret>('Data', ({ data }) => String(Object.keys(data ?? {}).length)),
    ageColumn,
  ],
  fields: { type: ({ type }) => type ?? '' },
  setDefaults,
  transitionFirst: true,
  warnings: tlsWarnings,
  validate,
  validateUpdate: (next, previous) => [
    ...(next.type === previous.type ? [] : [invalid('type', next.type, 'field is immutable')]),
    ...immutableData(next, previous, ['data']),
  ],
});

/** stringData is for writing only: it ends up in data, over what is there. */
function setDefaults(object: Secret): void {
  const { stringData } = object;
  if (stringData !== undefined && stringData !== null) {
    object.data ??= {};
    for (const [key, value] of Object.entries(stringData)) object.data[key] = encodeText(value);
  }
  delete object.stringData;
  object.type ||= 'Opaque';
}

function validate(object: Secret): FieldError[] {
  let size = 0;
  const errors = eachKey(object.data, 'data', (key, value, path) => {
    size += decodedLength(value);
    return checkConfigKey(key).map((message) => invalid(path, key, message));
  });
  if (size > DATA_LIMIT) errors.push(tooLong('data', DATA_LIMIT));
  return [...errors, ...(getOwn(typeRules, object.type ?? '')?.(object) ?? [])];
}

/** Certificates and keys that are none are taken, with a warning. */
function tlsWarnings({ type, data = {} }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const text = (key: string): string => decodeText(data[key] ?? '') ?? '';
  const first = [tlsBlock(text('tls.crt'), 'certificate'), tlsBlock(text('tls.key'), 'key')].find((found) => 'error' in found);
  return first && 'error' in first ? [first.error] : [];
}

/** What secrets of the known types have to hold. */
const typeRules: Readonly<Record<string, (object: Secret) => FieldError[]>> = {
  'kubernetes.io/service-account-token': ({ metadata }) =>
    metadata.annotations?.['kubernetes.io/service-account.name']
      ? []
      : [required('metadata.annotations[kubernetes.io/service-account.name]')],
  'kubernetes.io/dockercfg': (object) => jsonKey(object, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (object) => jsonKey(object, '.dockerconfigjson'),
  // The server forgets to fill in the path of these two.
  'kubernetes.io/basic-auth': ({ data = {} }) =>
    Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
      ? []
      : [required('data[%s][username]'), required('data[%s][password]')],
  'kubernetes.io/ssh-auth': ({ data = {} }) => (data['ssh-privatekey'] ? [] : [required('data[%s][ssh-privatekey]')]),
  'kubernetes.io/tls': ({ data = {} }) =>
    ['tls.crt', 'tls.key'].filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`)),
};

function jsonKey({ data = {} }: Secret, key: string): FieldError[] {
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
  if (encoded === undefined) return [required(`data[${key}]`)];
  const text = decodeText(encoded) ?? '';
  const fault = goJsonSyntaxError(text);
  if (fault !== undefined) return [invalid(`data[${key}]`, REDACTED, fault)];
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return [];
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return [invalid(`data[${key}]`, REDACTED, `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`)];
}
