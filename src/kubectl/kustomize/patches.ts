import { applyJsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { composeDocument } from '../yaml/compose.ts';
import { NotJson, YamlError } from '../yaml/errors.ts';
import { toYaml } from '../yaml/write.ts';
import { configError } from './config-error.ts';
import { readResources } from './documents.ts';
import type { PatchEntry } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { mergePatch } from './merge.ts';
import { Resource, idText } from './resource.ts';
import type { ResourceList, Selector } from './resource-list.ts';

/** One patch of any form, read and ready to be applied. */
export type Patch =
  | { form: 'strategic'; resources: Resource[]; target?: Selector | undefined; options: Record<string, boolean> }
  | { form: 'json'; operations: JsonPatchOperation[]; target: Selector };

/** `patches`: the text tells which form it is. */
export function readPatch(entry: PatchEntry, loader: Loader): Patch {
  const { target, options = {} } = entry;
  const config = {
    ...(options && Object.keys(options).length > 0 && { options }),
    patch: entry.patch || undefined,
    path: entry.path || undefined,
    target,
  };
  const fail = (message: string): UserError => configError('PatchTransformer', config, message);
  const inline = (entry.patch ?? '').trim();
  if (inline === '' && !entry.path) throw fail(`must specify one of patch and path in\n${toYaml(config).trimEnd()}`);
  if (inline !== '' && entry.path) throw fail(`patch and path can't be set at the same time\n${toYaml(config).trimEnd()}`);
  let text = inline;
  if (entry.path) {
    try {
      text = loader.load(entry.path).toString();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw fail(`failed to get the patch file from path(${entry.path}): ${error.message}`);
    }
  }
  const resources = attempt(() => readResources(text));
  if (resources && resources.length > 0)
    return { form: 'strategic', resources: resources.map((object) => new Resource(object)), target, options };
  const operations = attempt(() => jsonOperations(text));
  const shown = entry.path ? `path: "${entry.path}"` : `patch: ${JSON.stringify(text)}`;
  if (!operations) throw fail(`unable to parse SM or JSON patch from [${shown}]`);
  if (!target) throw new UserError(`must specify a target for JSON patch [${shown}]`);
  return { form: 'json', operations, target };
}

/** `patchesStrategicMerge`: a file, or the text of a patch itself. */
export function readStrategicPatches(entries: readonly string[], loader: Loader): Patch {
  const resources = entries.flatMap((entry) => {
    const file = loader.tryLoad(entry);
    if (file !== undefined) return readResources(file, entry);
    const inline = /\n|:\s/.test(entry) ? attempt(() => readResources(entry)) : undefined;
    if (inline && inline.length > 0) return inline;
    try {
      return readResources(loader.load(entry).toString());
    } catch (error) {
      throw error instanceof UserError ? configError('PatchStrategicMergeTransformer', { paths: entries }, error.message) : error;
    }
  });
  return { form: 'strategic', resources: resources.map((object) => new Resource(object)), options: {} };
}

/** `patchesJson6902` */
export function readJsonPatch(entry: PatchEntry, loader: Loader): Patch {
  const config = { jsonOp: entry.patch || undefined, path: entry.path || undefined, target: entry.target };
  const fail = (message: string): UserError => configError('PatchJson6902Transformer', config, message);
  if (!entry.target?.name) throw fail('must specify the target name');
  if (!entry.path && !entry.patch) throw fail('must specify one of path and jsonOp');
  if (entry.path && entry.patch) throw fail('cannot specify both path and jsonOp');
  try {
    const text = entry.path ? loader.load(entry.path).toString() : entry.patch!;
    return { form: 'json', operations: jsonOperations(text), target: entry.target };
  } catch (error) {
    throw error instanceof UserError ? fail(error.message) : error;
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** What begins like a JSON list must be one; everything else is YAML. */
function jsonOperations(text: string): JsonPatchOperation[] {
  let value: unknown;
  try {
    value = text.startsWith('[') ? JSON.parse(text) : composeDocument(`${text}\n`);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof YamlError || error instanceof NotJson) throw new UserError(error.message);
    throw error;
  }
  if (!Array.isArray(value)) throw new UserError('not a list of operations');
  for (const operation of value as unknown[]) {
    if (!isObject(operation) || !OPERATIONS.includes(String(operation['op'])) || typeof operation['path'] !== 'string')
      throw new UserError('not an operation');
  }
  return value as JsonPatchOperation[];
}

export function applyPatch(list: ResourceList, patch: Patch): void {
  if (patch.form === 'json') {
    for (const resource of list.select(patch.target)) {
      resource.rememberId();
      // While it works, every object has annotations, so that one can be added.
      const annotated = { ...resource.metadata(), annotations: resource.strings('annotations') };
      resource.object = withOperations({ ...resource.object, metadata: annotated }, patch.operations) as JsonObject;
      resource.setStrings('annotations', resource.strings('annotations'));
    }
    return;
  }
  for (const change of patch.resources) {
    for (const resource of patch.target ? list.select(patch.target) : [theTarget(list, change)]) merge(resource, change, patch.options);
  }
  list.items = list.items.filter(({ object }) => Object.keys(object).length > 0);
}

function theTarget(list: ResourceList, patch: Resource): Resource {
  try {
    return list.theOne(patch.id);
  } catch (error) {
    throw error instanceof UserError
      ? new UserError(`no resource matches strategic merge patch ${JSON.stringify(idText(patch.id))}: ${error.message}`)
      : error;
  }
}

/** A patch keeps name, namespace and (unless it may) kind of what it changes. */
function merge(resource: Resource, patch: Resource, options: Record<string, boolean>): void {
  const { name, namespace, kind, gvk } = resource;
  const [names, kinds] = [options['allowNameChange'] === true, options['allowKindChange'] === true];
  if (names || kinds) resource.rememberId();
  const { apiVersion: _apiVersion, ...change } = patch.object;
  const merged = mergePatch(resource.object, change, gvk);
  resource.object = merged ?? {};
  if (!merged) return;
  if (!kinds) merged['kind'] = kind;
  if (!names) resource.name = name;
  resource.namespace = namespace;
}

function withOperations(object: JsonObject, operations: readonly JsonPatchOperation[]): Json {
  let result: Json = object;
  for (const operation of operations) {
    try {
      result = applyJsonPatch(result, [operation]);
    } catch (error) {
      if (!(error instanceof PatchError)) throw error;
      throw new UserError(operationError(operation, error.message));
    }
  }
  return result;
}

/** The client's library words some failures in its own way. */
function operationError({ op, path }: JsonPatchOperation, message: string): string {
  if (op === 'add' && message.startsWith('Unable to access invalid index')) return `error in add for path: '${path}': ${message}`;
  const [, missing] = /missing key: .*\/(.*): missing value$/.exec(message) ?? [];
  if (op === 'move' && missing !== undefined)
    return `error in move for path: '${missing}': unable to get nonexistent key: ${missing}: missing value`;
  if (op === 'replace') return message.replace(/missing path: "(.*)": missing value$/, 'missing path: $1: missing value');
  return message.replace(': Unable to remove', ': unable to remove');
}
