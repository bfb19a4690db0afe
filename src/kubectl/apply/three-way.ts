import { goJson } from '../../api/go-text.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import type { PatchType } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { lastApplied } from '../../api/patch/last-applied.ts';
import { applyMergePatch, createThreeWayMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { strategicPatchesConflict } from '../../api/patch/strategic-conflicts.ts';
import { createThreeWayStrategicPatch, createTwoWayMergePatch } from '../../api/patch/strategic-diff.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { definitionForKind, type Definition } from '../../api/schema/index.ts';
import { UserError } from '../../api/user-error.ts';
import type { ResourceInfo } from '../resources/builder.ts';
import { toYaml } from '../yaml/write.ts';

export interface ApplyPatch {
  type: PatchType;
  body: JsonObject;
}

/** Kinds of the API have a strategic schema; custom ones are merged by RFC 7386. */
export function strategicSchema({ group, version, kind }: ResourceInfo['resource']): Definition | undefined {
  return definitionForKind(group, version, kind);
}

/**
 * What makes the object in the cluster what its manifest says: additions and changes against `current`, deletions against what was applied last.
 * `modified` is the manifest with itself in the annotation. Throws UserError for an annotation that cannot be read.
 */
export function threeWayPatch(info: ResourceInfo, modified: KubeObject, current: KubeObject, { overwrite = true } = {}): ApplyPatch {
  const original = originalOf(current);
  const schema = strategicSchema(info.resource);
  if (!schema) checkIdentity(original, modified, current);
  try {
    const body = schema
      ? createThreeWayStrategicPatch(original, modified as JsonObject, current as JsonObject, schema)
      : createThreeWayMergePatch(original, modified as JsonObject, current as JsonObject);
    if (schema && !overwrite) refuseOverwriting(original, modified as JsonObject, current as JsonObject, body, schema);
    return { type: schema ? 'strategic' : 'merge', body };
  } catch (error) {
    if (error instanceof PatchError) throw new UserError(error.message);
    throw error;
  }
}

/** --overwrite=false: what others have changed since the last apply is not changed back. */
function refuseOverwriting(original: JsonObject, modified: JsonObject, current: JsonObject, patch: JsonObject, schema: Definition): void {
  const changed = createTwoWayMergePatch(original, current, schema);
  if (!strategicPatchesConflict(patch, changed, schema)) return;
  const texts = [original, modified, current].map(goJson);
  const conflict = `patch:\n${toYaml(patch)}\nconflicts with changes made from original to current:\n${toYaml(changed)}\n`;
  throw new UserError(`creating patch with:\noriginal:\n${texts[0]}\nmodified:\n${texts[1]}\ncurrent:\n${texts[2]}\nfor:: ${conflict}`);
}

/** Merge patches of custom resources may not turn one object into another. */
function checkIdentity(original: JsonObject, modified: KubeObject, current: KubeObject): void {
  const before = original as unknown as Partial<KubeObject>;
  const differs = (a: unknown, b: unknown): boolean => a !== undefined && a !== b;
  const { apiVersion, kind, metadata } = modified;
  const changed = [before, current].some(
    (other) => differs(other.apiVersion, apiVersion) || differs(other.kind, kind) || differs(other.metadata?.name, metadata.name),
  );
  if (changed) throw new UserError('At least one of apiVersion, kind and name was changed');
}

/** The object as it would be, for --dry-run=client. */
export function patchedLocally(info: ResourceInfo, current: KubeObject, { body }: ApplyPatch): KubeObject {
  const schema = strategicSchema(info.resource);
  return (
    schema ? applyStrategicMergePatch(current as JsonObject, body, schema) : applyMergePatch(current as JsonObject, body)
  ) as KubeObject;
}

function originalOf(current: KubeObject): JsonObject {
  const text = lastApplied(current);
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // told below
  }
  throw new UserError(
    `the kubectl.kubernetes.io/last-applied-configuration annotation of ${current.kind ?? ''} "${current.metadata.name ?? ''}" is not a JSON object`,
  );
}
