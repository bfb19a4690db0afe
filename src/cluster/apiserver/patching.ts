import type { ApiRequest } from '../../api/client.ts';
import { goValue } from '../../api/go-text.ts';
import * as fields from '../../api/field-error.ts';
import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../api/patch/json-patch.ts';
import { applyMergePatch } from '../../api/patch/merge-patch.ts';
import { PatchError } from '../../api/patch/patch-error.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { DecodeError, jsonTypeOf } from '../../api/schema/decode-error.ts';
import {
  badRequest,
  invalid,
  requestEntityTooLarge,
  serverError,
  StatusError,
  unprocessable,
  unsupportedMediaType,
} from '../../api/status.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';
import { decodeObject } from './decoding.ts';

/** Media types of patches that are understood. */
export const KNOWN_PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/** A JSON patch may have as many. */
const MAX_OPERATIONS = 10_000;

/** The object after the patch of a request, decoded as the kind demands. The body is the patch document, or its text where it is no JSON. */
export function applyPatch(kind: KindDefinition, current: KubeObject, request: ApiRequest, warn: (text: string) => void): KubeObject {
  const { patchType, fieldValidation } = request;
  const patch = typeof request.body === 'string' ? parsePatch(request.body, request) : ((request.body ?? null) as Json);
  const faults = [...(request.strictFaults ?? [])];
  if (patchType === 'json') faults.push(...operationFaults(patch, fieldValidation));
  const patched = applied(kind, current as JsonObject, request, patch);
  try {
    return decodeObject(kind, patched, fieldValidation, warn, faults);
  } catch (error) {
    throw explain(error, kind, request, patch, patched);
  }
}

function applied(kind: KindDefinition, current: JsonObject, { patchType }: ApiRequest, patch: Json): KubeObject {
  try {
    switch (patchType) {
      case 'json':
        return applyJsonPatch(current, operationsOf(patch)) as KubeObject;
      case 'merge':
        return applyMergePatch(current, objectPatch(patch, 'error decoding patch: ')) as KubeObject;
      case 'strategic':
        return ownType(kind, applyStrategicMergePatch(current, objectPatch(patch, ''), typeOf(kind)) as KubeObject);
      default:
        throw unsupportedMediaType(KNOWN_PATCHES);
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    if (patchType === 'json' || error.fault === 'content') throw unprocessable();
    throw error.fault === 'request' ? badRequest(error.message) : serverError(error.message);
  }
}

/** Such a patch is merged into the struct of the kind: whatever other type it names is not looked at. (Ansible scales with patches of kind Deployment.) */
function ownType(kind: KindDefinition, patched: KubeObject): KubeObject {
  const said = [patched.apiVersion, patched.kind] as unknown[];
  if (said.some((text) => text !== undefined && typeof text !== 'string')) return patched;
  return { ...patched, apiVersion: formatGroupVersion(kind.group, kind.version), kind: kind.kind };
}

/** What strict reading finds in the operations: fields that they do not have. Values of the wrong type are BadRequests. */
function operationFaults(patch: Json, validation: ApiRequest['fieldValidation']): string[] {
  const refuse = (value: Json, where: string): never => {
    throw badRequest(`error decoding patch: json: cannot unmarshal ${jsonTypeOf(value)} into Go ${where}`);
  };
  if (!Array.isArray(patch)) return refuse(patch, 'value of type []handlers.jsonPatchOp');
  if (patch.length > MAX_OPERATIONS)
    throw requestEntityTooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`);
  const faults: string[] = [];
  for (const [i, operation] of patch.entries()) {
    if (!isObject(operation)) return refuse(operation, 'value of type handlers.jsonPatchOp');
    for (const [key, value] of Object.entries(operation)) {
      if (key === 'value') continue;
      if (!['op', 'path', 'from'].includes(key)) faults.push(`json patch unknown field "[${i}].${key}"`);
      else if (typeof value !== 'string' && value !== null) refuse(value, `struct field jsonPatchOp.${key} of type string`);
    }
  }
  return validation === 'Ignore' ? [] : faults;
}

/** Nulls are as good as nothing where a text is wanted. */
function operationsOf(patch: Json): JsonPatchOperation[] {
  return (patch as JsonObject[]).map(({ op, path, from, value }) => ({
    ...(typeof op === 'string' ? { op } : {}),
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof from === 'string' ? { from } : {}),
    ...(value === undefined ? {} : { value }),
  }));
}

function objectPatch(patch: Json, prefix: string): JsonObject {
  if (patch === null) return {};
  if (!isObject(patch))
    throw badRequest(`${prefix}json: cannot unmarshal ${jsonTypeOf(patch)} into Go value of type map[string]interface {}`);
  return patch;
}

function parsePatch(text: string, { patchType }: ApiRequest): Json {
  try {
    return parseBody(text);
  } catch (error) {
    if (patchType === 'strategic' || !(error instanceof StatusError)) throw error;
    throw badRequest(`error decoding patch: ${error.message}`);
  }
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
  if (patchType !== 'strategic') return invalidPatch(JSON.stringify(patched), detail);
  if (detail.startsWith('strict decoding error')) return invalidPatch(goValue(patch), detail);
  return invalidPatch(goValue(patch), error.cause instanceof DecodeError ? error.cause.conversionMessage : detail);
}

function invalidPatch(value: string, detail: string): StatusError {
  return invalid({ group: '', kind: '' }, '', [fields.invalid('patch', value, detail)]);
}
