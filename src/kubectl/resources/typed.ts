import { decode } from '../../api/schema/decode.ts';
import { DecodeError } from '../../api/schema/decode-error.ts';
import { goJson } from '../../api/go-text.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import type { JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { ManifestDocument } from './decode-manifest.ts';

/** A document's object as its Go type holds it, for commands that know the built-in types themselves. Throws UserError for any other kind. */
export function typedObject({ object, source, json }: ManifestDocument): KubeObject {
  const definition = typeOf(object as KubeObject);
  if (!object['apiVersion'])
    throw new UserError(`unable to decode "${source}": Object 'apiVersion' is missing in '${json ?? goJson(object)}'`);
  if (!definition) throw new UserError(`unable to decode "${source}": ${notRegistered(object as KubeObject)}`);
  try {
    return decode(definition, object).object as JsonObject & KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw new UserError(`unable to decode "${source}": ${error.message}`);
    throw error;
  }
}

export function typeOf({ apiVersion = '', kind = '' }: KubeObject): ReturnType<typeof definitionForKind> {
  const { group, version } = parseGroupVersion(apiVersion);
  return definitionForKind(group, version, kind);
}

export function notRegistered({ apiVersion = '', kind = '' }: KubeObject): string {
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/scheme/scheme.go:28"`;
}

/** What `run` gives, or nothing when it throws: then `failed` has the error. */
export function attempt<T>(run: () => T, failed: (error: unknown) => void): T[] {
  try {
    return [run()];
  } catch (error) {
    failed(error);
    return [];
  }
}
