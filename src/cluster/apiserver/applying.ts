import type { ApiRequest } from '../../api/client.ts';
import { deepClone, isObject, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { DecodeError } from '../../api/schema/decode-error.ts';
import { badRequest, conflict, serverError, StatusError } from '../../api/status.ts';
import type { KindDefinition } from '../kinds/define.ts';
import { decodeObject } from './decoding.ts';
import { applyConfiguration, described, listed, type Application } from './managed-fields/index.ts';
import { parseBody } from './patching.ts';

/**
 * The object that a request of server-side apply makes of the stored one (undefined: there is none yet), in the form in which it is stored,
 * its managedFields telling who owns what. Refusals are StatusErrors.
 */
export function appliedObject(
  live: KubeObject | undefined,
  request: ApiRequest,
  application: Application,
  warn: (text: string) => void,
): KubeObject {
  const { kind } = application;
  const { object, managed } = applyConfiguration(live, configurationOf(request.body), application);
  tellFaults(request, warn);
  const next = object || !live ? decoded(object ?? {}, kind) : deepClone(live);
  if (!live) checkNew(next, kind, request.name ?? '');
  next.metadata.managedFields = listed(managed);
  return next;
}

/** What strict reading of the body complained of comes last: fields that the type does not have were refused before. */
function tellFaults({ strictFaults = [], fieldValidation }: ApiRequest, warn: (text: string) => void): void {
  if (strictFaults.length === 0 || fieldValidation === 'Ignore') return;
  const text = `error converting YAML to JSON: yaml: unmarshal errors:\n${strictFaults.map((fault) => `  ${fault}`).join('\n')}`;
  if (fieldValidation === 'Strict') throw badRequest(`error strict decoding YAML: ${text}`);
  warn(text);
}

function configurationOf(body: unknown): JsonObject {
  const value = typeof body === 'string' ? parsed(body) : body;
  if (isObject(value)) return value;
  const found = Array.isArray(value) ? 'array' : typeof value;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
  );
}

/** YAML has become JSON on its way here, where it could be read. */
function parsed(text: string): unknown {
  try {
    return parseBody(text);
  } catch (error) {
    throw error instanceof StatusError ? badRequest(`error decoding YAML: ${error.message}`) : error;
  }
}

function decoded(object: JsonObject, kind: KindDefinition): KubeObject {
  try {
    return decodeObject(kind, object, 'Ignore', () => undefined);
  } catch (error) {
    if (!(error instanceof StatusError) || !(error.cause instanceof DecodeError)) throw error;
    const type = `${kind.group}/${kind.version}, Kind=${kind.kind}`;
    const why = `unable to convert unstructured object to ${type}: ${error.cause.conversionMessage}`;
    throw serverError(`failed to convert new object (${described(object, kind)}) to proper version: ${why}`);
  }
}

function checkNew({ metadata }: KubeObject, { group, plural }: KindDefinition, name: string): void {
  if (metadata.uid) {
    const why = `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`;
    throw conflict({ group, resource: plural }, name, why);
  }
  if (!metadata.name) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  delete metadata.resourceVersion;
}
