import { isObject, type JsonObject } from '../../api/json.ts';
import type { PatchType } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { lastApplied } from '../../api/patch/last-applied.ts';
import { applyMergePatch, createThreeWayMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { createThreeWayStrategicPatch } from '../../api/patch/strategic-diff.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { definitionForKind, type Definition } from '../../api/schema/index.ts';
import { UserError } from '../../api/user-error.ts';
import type { ResourceInfo } from '../resources/builder.ts';

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
export function threeWayPatch(info: ResourceInfo, modified: KubeObject, current: KubeObject): ApplyPatch {
  const original = originalOf(current);
  const schema = strategicSchema(info.resource);
  try {
    const body = schema
      ? createThreeWayStrategicPatch(original, modified as JsonObject, current as JsonObject, schema)
      : createThreeWayMergePatch(original, modified as JsonObject, current as JsonObject);
    return { type: schema ? 'strategic' : 'merge', body };
  } catch (error) {
    if (error instanceof PatchError) throw new UserError(error.message);
    throw error;
  }
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
