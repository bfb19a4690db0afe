import type { ApiRequest } from '../../api/client.ts';
import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { formatGroupVersion, parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { complete } from '../../api/schema/complete.ts';
import { DecodeError, jsonTypeOf } from '../../api/schema/decode-error.ts';
import { decode, strictDecodingError } from '../../api/schema/decode.ts';
import { definitionForKind, type Definition } from '../../api/schema/index.ts';
import { badRequest } from '../../api/status.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';

/** What a body has to be. */
interface BodyType {
  group: string;
  version: string;
  kind: string;
  decode?: KindDefinition['decode'];
}

/**
 * A private, typed copy of a request's body: values of the right types, quantities in canonical form, nulls gone.
 * Unknown fields are refused, warned of or dropped as the request says (the server's own default is to warn), and so is
 * whatever else a strict reader complained of (`faults`).
 */
export function decodeObject(
  kind: KindDefinition,
  body: unknown,
  validation: ApiRequest['fieldValidation'],
  warn: (text: string) => void,
  faults: readonly string[] = [],
): KubeObject {
  const completed = decodeBody(kind, typeOf(kind), body, { validation, warn, faults });
  return kind.toStored ? kind.toStored(completed) : completed;
}

/** The same for bodies that are no kinds of their own: what is posted to sub-resources. */
export function decodeBody(
  of: BodyType,
  type: Definition,
  body: unknown,
  { validation, warn, faults = [] }: { validation: ApiRequest['fieldValidation']; warn(text: string): void; faults?: readonly string[] },
): KubeObject {
  if (!isObject(body)) {
    const text = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf((body ?? null) as Json)} into Go value of type struct`;
    throw badRequest(`the object provided is unrecognized (must be of type ${of.kind}): ${text}`);
  }
  const { object, unknownFields } = decodeTyped(of, type, expectKind(of, body));
  const complaints = [...faults, ...unknownFields.map((field) => `unknown field "${field}"`)];
  if (complaints.length > 0 && validation === 'Strict') throw refused(of, strictDecodingError(complaints));
  if (validation !== 'Ignore') for (const complaint of complaints) warn(complaint);
  const completed = (of.decode ? object : complete(type, object)) as unknown as KubeObject;
  const metadata: unknown = (completed.metadata ??= {});
  // Custom resources have no type that would have noticed.
  if (!isObject(metadata))
    throw refused(
      of,
      `json: cannot unmarshal ${jsonTypeOf(metadata as Json)} into Go struct field ${of.kind}.metadata of type v1.ObjectMeta`,
    );
  return completed;
}

function decodeTyped(of: BodyType, type: Definition, body: JsonObject): ReturnType<typeof decode> {
  try {
    return of.decode ? of.decode(body) : decode(type, body);
  } catch (error) {
    throw error instanceof DecodeError ? refused(of, error.message, error) : error;
  }
}

function refused(of: BodyType, why: string, cause?: DecodeError): Error {
  const error = badRequest(`${of.kind} in version "${of.version}" cannot be handled as a ${of.kind}: ${why}`);
  if (cause) error.cause = cause;
  return error;
}

/** The body's own type must be the path's; what it leaves out is filled in. */
function expectKind(of: BodyType, body: JsonObject): JsonObject {
  const expected = formatGroupVersion(of.group, of.version);
  const apiVersion = textField(body, 'apiVersion') || expected;
  const kind = textField(body, 'kind') || of.kind;
  if (kind === of.kind && apiVersion === expected) return { ...body, apiVersion, kind };
  const { group, version } = parseGroupVersion(apiVersion);
  const prefix = `${kind} in version "${version}" cannot be handled as a ${of.kind}: `;
  if (definitionForKind(group, version, kind) === undefined)
    throw badRequest(`${prefix}no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`);
  if (kind === of.kind && group === of.group)
    throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
  throw badRequest(`${prefix}converting (${group}.${kind}) to (${of.group}.${of.kind}): unknown conversion`);
}

function textField(body: JsonObject, field: 'apiVersion' | 'kind'): string {
  const value = body[field] ?? '';
  if (typeof value === 'string') return value;
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(value)} into Go struct field .${field} of type string`,
  );
}
