import type { Json, JsonObject } from '../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../api/object.ts';
import { DecodeError } from '../api/schema/decode-error.ts';
import { decode } from '../api/schema/decode.ts';
import { definitionForKind } from '../api/schema/index.ts';
import { UserError } from '../api/user-error.ts';
import { patchedLocally, type LocalPatchType } from './patch/local-patch.ts';

/** The values of overrideFlags. */
export interface OverrideFlagValues {
  overrides: string;
  'override-type': string;
}

/** The generated object with --overrides laid over it. Fields that its type does not have are dropped, as kubectl drops them. Throws UserError. */
export function withOverrides(object: KubeObject, { overrides, 'override-type': type }: OverrideFlagValues): KubeObject {
  if (overrides === '') return object;
  if (type !== '' && type !== 'json' && type !== 'merge' && type !== 'strategic') throw new UserError(`invalid override type: ${type}`);
  const patchType = type === '' ? 'merge' : type;
  return typed(patchedLocally(object, patchType, parsed(overrides, patchType)));
}

function parsed(text: string, type: LocalPatchType): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (type === 'merge') throw new UserError('Invalid JSON Patch');
    const reason =
      error instanceof Error && /end of JSON|Unterminated/.test(error.message) ? 'unexpected end of JSON input' : 'invalid JSON document';
    throw new UserError(reason);
  }
}

function typed(object: KubeObject): KubeObject {
  const { apiVersion = '', kind = '' } = object;
  const { group, version } = parseGroupVersion(apiVersion);
  const definition = definitionForKind(group, version, kind);
  if (!definition)
    throw new UserError(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "k8s.io/kubectl/pkg/scheme/scheme.go:28"`);
  try {
    return decode(definition, object as JsonObject).object as KubeObject;
  } catch (error) {
    throw error instanceof DecodeError ? new UserError(error.message) : error;
  }
}
