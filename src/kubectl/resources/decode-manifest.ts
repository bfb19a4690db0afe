import { goJson } from '../../api/go-text.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { BareError } from '../errors.ts';

/** One document as it was read. */
export interface RawManifest {
  /** The file's name as the user gave it, or STDIN. */
  source: string;
  value: unknown;
  /** Its text, if it was JSON. */
  json?: string;
}

/** One object out of a file. */
export interface ManifestDocument {
  object: JsonObject;
  source: string;
  /** Its text, if it was JSON. */
  json?: string;
  /** It was an item of a List. */
  listed?: boolean;
}

/** What can be known of an object without its schema: it names its kind, its metadata has the right types. A List becomes its items. Throws UserError. */
export function decodeManifest(raw: RawManifest): ManifestDocument[] {
  const { source, value } = raw;
  try {
    checkObject(value, raw.json);
    if (!('items' in value) || value['items'] === null)
      return [{ object: value, source, ...(raw.json === undefined ? {} : { json: raw.json }) }];
    return listItems(value).map((object) => ({ object, source, listed: true }));
  } catch (error) {
    if (error instanceof DecodeError) throw new UserError(`unable to decode "${source}": ${error.message}`);
    throw error;
  }
}

class DecodeError extends Error {}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

function checkObject(value: unknown, json?: string): asserts value is JsonObject {
  if (!isObject(value)) throw new DecodeError(`json: cannot unmarshal ${kindOf(value)} into Go value of type unstructured.detector`);
  const { apiVersion, kind } = value;
  const malformed = typeof apiVersion === 'string' && apiVersion.split('/').length > 2;
  if (typeof kind !== 'string' || kind === '' || malformed) throw new DecodeError(`Object 'Kind' is missing in '${json ?? goJson(value)}'`);
  if (apiVersion != null && typeof apiVersion !== 'string') throw mismatch(apiVersion, 'metadataOnlyObject.TypeMeta.apiVersion', 'string');
  checkMetadata(value['metadata']);
}

function listItems(list: JsonObject): JsonObject[] {
  const items = list['items'];
  if (!Array.isArray(items)) throw mismatch(items, 'decodeList.items', '[]jsontext.Value');
  const listKind = String(list['kind']);
  return items.map((item) => {
    if (!isObject(item)) throw new DecodeError(`json: cannot unmarshal ${kindOf(item)} into Go value of type map[string]interface {}`);
    const kind = item['kind'] ?? (listKind !== 'List' && listKind.endsWith('List') ? listKind.slice(0, -4) : undefined);
    if (typeof kind !== 'string' || kind === '') {
      throw new BareError(
        `unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'object has no kind field '`,
      );
    }
    if (Array.isArray(item['items'])) throw new UserError('*unstructured.Unstructured is not a list: no Items field in this object');
    checkMetadata(item['metadata']);
    return { ...item, apiVersion: item['apiVersion'] ?? list['apiVersion'] ?? 'v1', kind };
  });
}

const stringFields = ['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion'] as const;
const integerFields = ['generation', 'deletionGracePeriodSeconds'] as const;
const timeFields = ['creationTimestamp', 'deletionTimestamp'] as const;
const ownerFields = {
  apiVersion: 'string',
  kind: 'string',
  name: 'string',
  uid: 'string',
  controller: 'bool',
  blockOwnerDeletion: 'bool',
} as const;

function checkMetadata(metadata: unknown): void {
  if (metadata == null) return;
  if (!isObject(metadata)) throw mismatch(metadata, 'metadataOnlyObject.metadata', 'v1.ObjectMeta');
  const field = (name: string): string => `ObjectMeta.metadata.${name}`;
  for (const name of stringFields) checkType(metadata[name], 'string', field(name), 'string');
  for (const name of integerFields) checkType(metadata[name], 'number', field(name), 'int64');
  for (const name of timeFields) {
    const time = metadata[name];
    if (time == null) continue;
    if (typeof time !== 'string') throw new DecodeError(`json: cannot unmarshal ${kindOf(time)} into Go value of type string`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/.test(time)) {
      throw new DecodeError(`parsing time "${time}" as "2006-01-02T15:04:05Z07:00": cannot parse "${time}" as "2006"`);
    }
  }
  for (const name of ['labels', 'annotations'] as const) {
    const map = metadata[name];
    if (map == null) continue;
    if (!isObject(map)) throw mismatch(map, field(name), 'map[string]string');
    for (const item of Object.values(map)) checkType(item, 'string', field(name), 'string');
  }
  checkList(metadata['finalizers'], field('finalizers'), '[]string', (item) => checkType(item, 'string', field('finalizers'), 'string'));
  checkList(metadata['ownerReferences'], field('ownerReferences'), '[]v1.OwnerReference', (item) => {
    if (!isObject(item)) throw mismatch(item, field('ownerReferences'), 'v1.OwnerReference');
    for (const [name, type] of Object.entries(ownerFields)) {
      checkType(item[name], type === 'bool' ? 'boolean' : type, `OwnerReference.metadata.ownerReferences.${name}`, type);
    }
  });
}

function checkType(value: unknown, type: 'string' | 'number' | 'boolean', field: string, goType: string): void {
  if (value != null && typeof value !== type) throw mismatch(value, field, goType);
}

function checkList(value: unknown, field: string, goType: string, each: (item: unknown) => void): void {
  if (value == null) return;
  if (!Array.isArray(value)) throw mismatch(value, field, goType);
  value.forEach(each);
}

function mismatch(value: unknown, field: string, goType: string): DecodeError {
  return new DecodeError(`json: cannot unmarshal ${kindOf(value)} into Go struct field ${field} of type ${goType}`);
}
