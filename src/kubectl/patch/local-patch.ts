import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { applyMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import { UserError } from '../../api/user-error.ts';

export type LocalPatchType = 'json' | 'merge' | 'strategic';

/** The object after the patch, worked out without the server (--local, --dry-run=client). Throws UserError for patches that do not fit. */
export function patchedLocally(object: KubeObject, patchType: LocalPatchType, patch: unknown): KubeObject {
  try {
    return patched(object, patchType, patch) as KubeObject;
  } catch (error) {
    throw error instanceof PatchError ? new UserError(error.message) : error;
  }
}

function patched(object: KubeObject, patchType: LocalPatchType, patch: unknown): Json {
  if (patchType === 'json') {
    if (!Array.isArray(patch)) throw new UserError(`json: cannot unmarshal ${goKind(patch)} into Go value of type jsonpatch.Patch`);
    return applyJsonPatch(object as JsonObject, patch as JsonPatchOperation[]);
  }
  if (!isObject(patch)) {
    if (patchType === 'merge') throw new UserError('Invalid JSON Patch');
    throw new UserError(`json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`);
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
  return Array.isArray(patch) ? 'array' : isObject(patch) ? 'object' : 'string';
}
