import type { ApiRequest } from '../../api/client.ts';
import { goValue } from '../../api/go-text.ts';
import * as fields from '../../api/field-error.ts';
import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { applyMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { DecodeError, jsonTypeOf } from '../../api/schema/decode-error.ts';
import { badRequest, invalid, StatusError, unprocessable, unsupportedMediaType } from '../../api/status.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';
import { decodeObject } from './decoding.ts';

/** Media types of patches that are understood. */
export const KNOWN_PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/**
 * The object after the patch of a request, decoded as the kind demands (`kind` undefined: a Scale, taken as it is).
 * The body is the patch document, or its text as it came over the wire.
 */
export function applyPatch(
  kind: KindDefinition | undefined,
  current: KubeObject,
  request: ApiRequest,
  warn: (text: string) => void,
): KubeObject {
  const patch = typeof request.body === 'string' ? parseBody(request.body) : (request.body as Json);
  const patched = applied(kind, current as JsonObject, request, patch);
  if (!kind) return patched;
  try {
    return decodeObject(kind, patched, request.fieldValidation, warn);
  } catch (error) {
    throw explain(error, kind, request, patch, patched);
  }
}

function applied(kind: KindDefinition | undefined, current: JsonObject, { patchType }: ApiRequest, patch: Json): KubeObject {
  try {
    switch (patchType) {
      case 'json':
        return applyJsonPatch(current, operationsOf(patch)) as KubeObject;
      case 'merge':
        return applyMergePatch(current, objectPatch(patch)) as KubeObject;
      case 'strategic':
        return applyStrategicMergePatch(current, objectPatch(patch), kind ? typeOf(kind) : undefined) as KubeObject;
      default:
        throw unsupportedMediaType(KNOWN_PATCHES);
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw patchType === 'json' ? unprocessable() : badRequest(error.message);
  }
}

function operationsOf(patch: Json): JsonPatchOperation[] {
  if (!Array.isArray(patch))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${jsonTypeOf(patch)} into Go value of type []handlers.jsonPatchOp`);
  return patch as unknown as JsonPatchOperation[];
}

function objectPatch(patch: Json): JsonObject {
  if (!isObject(patch)) throw badRequest(`json: cannot unmarshal ${jsonTypeOf(patch)} into Go value of type map[string]interface {}`);
  return patch;
}

/** JSON text of a request. BadRequest, in Go's words, when it is none. */
export function parseBody(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const detail = endsEarly(text, error) ? 'unexpected end of JSON input' : invalidCharacter(text, error);
    throw badRequest(detail);
  }
}

/** Whatever else the engine expected there: the text was over. */
function endsEarly(text: string, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const position = /position (\d+)/.exec(error.message)?.[1];
  return /end of JSON|Unterminated/.test(error.message) || (position !== undefined && Number(position) >= text.trimEnd().length);
}

/** Go's words for the place where JSON stops making sense. */
function invalidCharacter(text: string, error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  const character = text[Number(position ?? 0)] ?? text[0] ?? '';
  return `invalid character '${character}' looking for beginning of value`;
}

/** A patch that makes an object of the wrong types is Invalid, with the patch as the value that is at fault. */
function explain(error: unknown, kind: KindDefinition, { patchType }: ApiRequest, patch: Json, patched: KubeObject): unknown {
  if (!(error instanceof StatusError) || error.reason !== 'BadRequest') return error;
  const prefix = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: `;
  if (!error.message.startsWith(prefix)) return error;
  const detail = error.message.slice(prefix.length);
  if (detail.startsWith('strict decoding error')) return invalidPatch(goValue(patch), detail);
  if (patchType !== 'strategic') return invalidPatch(JSON.stringify(patched), detail);
  return invalidPatch(goValue(patch), error.cause instanceof DecodeError ? error.cause.conversionMessage : detail);
}

function invalidPatch(value: string, detail: string): StatusError {
  return invalid({ group: '', kind: '' }, '', [fields.invalid('patch', value, detail)]);
}
