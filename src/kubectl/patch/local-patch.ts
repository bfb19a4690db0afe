import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { applyMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import { UserError } from '../../api/user-error.ts';

export type LocalPatchType = 'json' | 'merge' | 'strategic';

const MISSING_FIELD = /^replace operation does not apply: doc is missing key: (.*)$/s;

/** The object after the patch, worked out without the server (--local, --dry-run=client). Throws UserError for patches that do not fit. */
export function patchedLocally(object: KubeObject, patchType: LocalPatchType, patch: unknown): KubeObject {
  try {
    return patched(object, patchType, patch) as KubeObject;
  } catch (error) {
    throw error instanceof PatchError
      ? new UserError(error.message.replace(MISSING_FIELD, 'Object to be patched is missing field ($1)'))
      : error;
  }
}

function patched(object: KubeObject, patchType: LocalPatchType, patch: unknown): Json {
  if (patchType === 'json') {
    if (!Array.isArray(patch)) throw new UserError(`json: cannot unmarshal ${goKind(patch)} into Go value of type jsonpatch.Patch`);
    return applyJsonPatch(object as JsonObject, patch as JsonPatchOperation[]);
  }
  if (!isObject(patch)) {
    if (patchType === 'strategic') throw new UserError('invalid JSON document');
    if (Array.isArray(patch)) throw new UserError('json: cannot unmarshal array into Go value of type unstructured.detector');
    throw new UserError('Invalid JSON Patch');
  }
  if (patchType === 'merge') return applyMergePatch(object as JsonObject, patch);
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  const kind = object.kind ?? '';
  const definition = definitionForKind(group, version, kind);
  if (!definition) {
    throw new UserError(`strategic merge patch is not supported for ${group}/${version}, Kind=${kind} locally, try --type merge`);
  }
  return applyStrategicMergePatch(object as JsonObject, patch, definition);
}

function goKind(patch: unknown): string {
  const value = typeof patch === 'string' ? parsed(patch) : patch;
  return isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Words that are no patch come as their JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
