import type { ApiRequest } from '../../api/client.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { complete } from '../../api/schema/complete.ts';
import { DecodeError } from '../../api/schema/decode-error.ts';
import { decode, strictDecodingError } from '../../api/schema/decode.ts';
import type { Definition } from '../../api/schema/index.ts';
import { badRequest } from '../../api/status.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';

/**
 * A private, typed copy of a request's body: values of the right types, quantities in canonical form, nulls gone.
 * Unknown fields are refused, warned of or dropped as the request says (the server's own default is to warn).
 */
export function decodeObject(
  kind: KindDefinition,
  body: unknown,
  validation: ApiRequest['fieldValidation'],
  warn: (text: string) => void,
): KubeObject {
  if (!isObject(body))
    throw badRequest(`couldn't get version/kind; json parse error: json: cannot unmarshal ${typeof body} into Go value of type struct`);
  const stored = expectKind(kind, body);
  const type = typeOf(kind);
  const { object, unknownFields } = decodeTyped(kind, type, stored);
  if (unknownFields.length > 0 && validation === 'Strict') throw refused(kind, strictDecodingError(unknownFields));
  if (validation !== 'Ignore') for (const field of unknownFields) warn(`unknown field "${field}"`);
  const completed = complete(type, object) as unknown as KubeObject;
  return kind.toStored ? kind.toStored(completed) : completed;
}

function decodeTyped(kind: KindDefinition, type: Definition, body: JsonObject): ReturnType<typeof decode> {
  try {
    return decode(type, body);
  } catch (error) {
    throw error instanceof DecodeError ? refused(kind, error.message, error) : error;
  }
}

function refused(kind: KindDefinition, why: string, cause?: DecodeError): Error {
  const error = badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
  if (cause) error.cause = cause;
  return error;
}

/** The body's own type must be the path's; what it leaves out is filled in. */
function expectKind(kind: KindDefinition, body: JsonObject): JsonObject {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const given = { apiVersion: body['apiVersion'] ?? apiVersion, kind: body['kind'] ?? kind.kind };
  if (given.kind !== kind.kind || given.apiVersion !== apiVersion) {
    const { group, version } = parseGroupVersion(String(given.apiVersion));
    const text = `${String(given.kind)} in version "${version}" cannot be handled as a ${kind.kind}: `;
    throw badRequest(`${text}converting (${group}.${String(given.kind)}) to (${kind.group}.${kind.kind}): unknown conversion`);
  }
  return { ...body, ...given };
}
