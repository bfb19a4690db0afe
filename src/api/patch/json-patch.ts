import { deepClone, deepEqual, isObject, setOwn, type Json } from '../json.ts';
import { PatchError } from './patch-error.ts';

export interface JsonPatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

/** All copies of a patch together (bytes) may not be larger: what is copied again and again grows without end. */
const COPY_LIMIT = 3 << 20;

/** JSON patch (RFC 6902), all or nothing. The document is not changed. @throws PatchError */
export function applyJsonPatch(document: Json, operations: readonly JsonPatchOperation[]): Json {
  let result = deepClone(document);
  let copied = 0;
  for (const operation of operations) {
    if (operation.op === 'copy') {
      copied += JSON.stringify(read(result, operation.from ?? '', 'copy')).length;
      if (copied > COPY_LIMIT) {
        throw new PatchError(
          `Unable to complete the copy, the accumulated size increase of copy is ${copied}, exceeding the limit ${COPY_LIMIT}`,
        );
      }
    }
    result = applyOperation(result, operation);
  }
  return result;
}

function applyOperation(document: Json, { op, path, from, value }: JsonPatchOperation): Json {
  switch (op) {
    case 'add':
      return add(document, path, deepClone(value ?? null), op);
    case 'remove':
      remove(document, path);
      return document;
    case 'replace':
      if (path === '') return deepClone(value ?? null);
      read(document, path, op);
      return put(document, path, deepClone(value ?? null), op);
    case 'move': {
      const moved = read(document, from ?? '', op);
      if (path === from) return document;
      if (path.startsWith(`${from}/`)) throw new PatchError(`Unable to move a value into itself: ${path}`);
      remove(document, from ?? '');
      return add(document, path, moved, op);
    }
    case 'copy':
      return add(document, path, deepClone(read(document, from ?? '', op)), op);
    case 'test':
      if (!passes(document, path, value ?? null)) throw new PatchError(`testing value ${path} failed: test failed`);
      return document;
    default:
      throw new PatchError(`Unexpected kind: ${op}`);
  }
}

function split(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new PatchError(`invalid JSON pointer: ${path}`);
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The object or list that holds the last part of the path. */
function container(document: Json, path: string, op: string): { holder: Json; key: string } {
  const parts = split(path);
  const key = parts.pop();
  let holder: Json | undefined = document;
  for (const part of parts) holder = step(holder, part);
  if (key === undefined || typeof holder !== 'object' || holder === null) {
    throw new PatchError(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
  }
  return { holder, key };
}

function step(holder: Json | undefined, part: string): Json | undefined {
  if (Array.isArray(holder)) return /^(0|[1-9][0-9]*)$/.test(part) ? holder[Number(part)] : undefined;
  return isObject(holder) && Object.hasOwn(holder, part) ? holder[part] : undefined;
}

function position(list: readonly Json[], key: string, last: number): number {
  if (!/^(-?[1-9][0-9]*|0)$/.test(key)) throw new PatchError(`value was not a proper array index: '${key}'`);
  const index = Number(key) < 0 ? list.length + Number(key) : Number(key);
  if (index < 0 || index > last) throw new PatchError(`Unable to access invalid index: ${key}: invalid index referenced`);
  return index;
}

function add(document: Json, path: string, value: Json, op: string): Json {
  if (path === '') return value;
  const { holder, key } = container(document, path, op);
  if (Array.isArray(holder)) holder.splice(key === '-' ? holder.length : position(holder, key, holder.length), 0, value);
  else setOwn(holder as object, key, value);
  return document;
}

function put(document: Json, path: string, value: Json, op: string): Json {
  const { holder, key } = container(document, path, op);
  if (Array.isArray(holder)) holder[position(holder, key, holder.length - 1)] = value;
  else setOwn(holder as object, key, value);
  return document;
}

function read(document: Json, path: string, op: string): Json {
  if (path === '') return document;
  const { holder, key } = container(document, path, op);
  const value = Array.isArray(holder) ? holder[position(holder, key, holder.length - 1)] : step(holder, key);
  if (value === undefined) throw new PatchError(`${op} operation does not apply: doc is missing key: ${path}: missing value`);
  return value;
}

function remove(document: Json, path: string): void {
  const { holder, key } = container(document, path, 'remove');
  if (Array.isArray(holder)) holder.splice(position(holder, key, holder.length - 1), 1);
  else if (isObject(holder) && Object.hasOwn(holder, key)) delete holder[key];
  else throw new PatchError(`error in remove for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`);
}

/** What is missing equals null and nothing else. */
function passes(document: Json, path: string, expected: Json): boolean {
  const { holder, key } = path === '' ? { holder: { '': document }, key: '' } : container(document, path, 'test');
  return deepEqual(step(holder, key) ?? null, expected);
}
