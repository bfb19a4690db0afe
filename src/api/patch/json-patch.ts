import { goJson, goQuote } from '../go-text.ts';
import { deepClone, deepEqual, isObject, setOwn, type Json, type JsonObject } from '../json.ts';
import { PatchError } from './patch-error.ts';

export interface JsonPatchOperation {
  op?: string;
  path?: string;
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
      const from = needed(operation, 'from');
      const at = find(result, from);
      if (!at) throw new PatchError(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
      const value = got(at, `error in copy for from: '${from}'`);
      copied += JSON.stringify(value).length;
      if (copied > COPY_LIMIT) {
        const size = `the accumulated size increase of copy is ${copied}, exceeding the limit ${COPY_LIMIT}`;
        throw new PatchError(`Unable to complete the copy, ${size}`);
      }
      const path = needed(operation, 'path');
      const to = find(result, path);
      if (!to) throw new PatchError(`copy operation does not apply: doc is missing destination path: ${path}: missing value`);
      add(to, deepClone(value), 'error while adding value during copy');
    } else result = applyOperation(result, operation);
  }
  return result;
}

function applyOperation(document: Json, operation: JsonPatchOperation): Json {
  switch (operation.op) {
    case 'add': {
      const path = needed(operation, 'path');
      const at = found(document, path, `add operation does not apply: doc is missing path: ${goQuote(path)}`);
      add(at, deepClone(neededValue(operation)), `error in add for path: '${path}'`);
      return document;
    }
    case 'remove': {
      const path = needed(operation, 'path');
      const at = found(document, path, `remove operation does not apply: doc is missing path: ${goQuote(path)}`);
      remove(at, `error in remove for path: '${path}'`);
      return document;
    }
    case 'replace':
      return replace(document, operation);
    case 'move':
      return move(document, operation);
    case 'test':
      test(document, operation);
      return document;
    default:
      throw new PatchError(`invalid operation ${goJson(operation)}: unsupported operation`);
  }
}

function needed(operation: JsonPatchOperation, field: 'path' | 'from'): string {
  const text = operation[field];
  if (text !== undefined) return text;
  const what = field === 'path' ? 'operation missing path field' : 'operation, missing from field';
  throw new PatchError(`invalid operation ${goJson(operation)}: failed to decode '${field}': ${what}: missing value`);
}

function neededValue(operation: JsonPatchOperation): Json {
  if (operation.value !== undefined) return operation.value;
  throw new PatchError(`invalid operation ${goJson(operation)}: failed to decode 'value': operation, missing value field: missing value`);
}

/** The object or list that holds what a path leads to. */
interface Place {
  holder: Json[] | JsonObject;
  key: string;
}

/** Undefined when the path leads through what is not there. The whole document is in nothing. */
function find(document: Json, path: string): Place | undefined {
  const [first, ...parts] = path.split('/');
  if (first !== '' || parts.length === 0) return undefined;
  const key = unescaped(parts.pop() as string);
  let holder: Json | undefined = document;
  for (const part of parts) holder = step(holder, unescaped(part));
  return typeof holder === 'object' && holder !== null ? { holder, key } : undefined;
}

function found(document: Json, path: string, otherwise: string): Place {
  const place = find(document, path);
  if (!place) throw new PatchError(`${otherwise}: missing value`);
  return place;
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function step(holder: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(holder)) return isIndex(key) ? holder.at(Number(key)) : undefined;
  return isObject(holder) && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** As Go's Atoi reads numbers: signs and leading zeros do no harm. */
function isIndex(key: string): boolean {
  return /^[+-]?\d+$/.test(key);
}

/** Negative positions count from the end: -1 is `size` - 1. */
function position(key: string, size: number, last: number, what: string): number {
  const given = Number(key);
  const index = given < 0 ? size + given : given;
  if (index < 0 || index > last) throw new PatchError(`${what}: Unable to access invalid index: ${given}: invalid index referenced`);
  return index;
}

function notAnIndex(key: string): string {
  return `strconv.Atoi: parsing ${goQuote(key)}: invalid syntax`;
}

function add({ holder, key }: Place, value: Json, what: string): void {
  if (!Array.isArray(holder)) setOwn(holder, key, value);
  else if (key === '-') holder.push(value);
  else {
    if (!isIndex(key)) throw new PatchError(`${what}: value was not a proper array index: '${key}': ${notAnIndex(key)}`);
    holder.splice(position(key, holder.length + 1, holder.length, what), 0, value);
  }
}

function got({ holder, key }: Place, what: string): Json {
  if (Array.isArray(holder)) {
    if (!isIndex(key)) throw new PatchError(`${what}: ${notAnIndex(key)}`);
    return holder[position(key, holder.length, holder.length - 1, what)] as Json;
  }
  if (!Object.hasOwn(holder, key)) throw new PatchError(`${what}: unable to get nonexistent key: ${key}: missing value`);
  return holder[key] as Json;
}

function remove({ holder, key }: Place, what: string): void {
  if (Array.isArray(holder)) {
    if (!isIndex(key)) throw new PatchError(`${what}: ${notAnIndex(key)}`);
    holder.splice(position(key, holder.length, holder.length - 1, what), 1);
  } else if (Object.hasOwn(holder, key)) delete holder[key];
  else throw new PatchError(`${what}: unable to remove nonexistent key: ${key}: missing value`);
}

/** The whole document can be replaced by another object or list; by anything else it is not. */
function replace(document: Json, operation: JsonPatchOperation): Json {
  const path = needed(operation, 'path');
  if (path === '') {
    const value = neededValue(operation);
    return typeof value === 'object' && value !== null ? deepClone(value) : document;
  }
  const place = found(document, path, `replace operation does not apply: doc is missing path: ${path}`);
  if (step(place.holder, place.key) === undefined)
    throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  const value = deepClone(neededValue(operation));
  if (Array.isArray(place.holder)) place.holder[position(place.key, place.holder.length, place.holder.length - 1, '')] = value;
  else setOwn(place.holder, place.key, value);
  return document;
}

function move(document: Json, operation: JsonPatchOperation): Json {
  const from = needed(operation, 'from');
  const source = found(document, from, `move operation does not apply: doc is missing from path: ${from}`);
  const value = got(source, `error in move for path: '${source.key}'`);
  remove(source, `error in move for path: '${source.key}'`);
  const path = needed(operation, 'path');
  const target = found(document, path, `move operation does not apply: doc is missing destination path: ${path}`);
  add(target, value, `error in move for path: '${path}'`);
  return document;
}

/** What is missing equals null and nothing else, but not where the way there is missing too. */
function test(document: Json, operation: JsonPatchOperation): void {
  const path = needed(operation, 'path');
  const expected = operation.value ?? null;
  const failed = `testing value ${path} failed: test failed`;
  if (path === '') {
    if (!deepEqual(document, expected)) throw new PatchError(failed);
    return;
  }
  const place = find(document, path);
  if (!place) {
    if (expected === null) return;
    throw new PatchError(`test operation does not apply: is missing path: ${path}: missing value`);
  }
  const { holder, key } = place;
  const actual = Array.isArray(holder) ? got(place, `error in test for path: '${path}'`) : (step(holder, key) ?? null);
  if (!deepEqual(actual, expected)) throw new PatchError(failed);
}
