import { invalid } from '../../api/field-error.ts';
import { goQuote } from '../../api/go-text.ts';
import { checkPathSegment } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import * as status from '../../api/status.ts';
import type { KindDefinition } from '../kinds/define.ts';

/** Names that would lead out of the place where objects are stored. */
export function checkName(name: string): void {
  const faults = checkPathSegment(name);
  if (faults.length > 0) throw status.badRequest(`Name parameter invalid: ${goQuote(name)}: ${faults.join(';')}`);
}

export function sameObject(object: KubeObject, name: string, namespace: string): void {
  if (!object.metadata.name)
    throw status.badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  sameName(object, name);
  const given = object.metadata.namespace;
  if (namespace !== '' && given && given !== namespace)
    throw status.badRequest(`the namespace of the object (${given}) does not match the namespace on the request (${namespace})`);
}

export function sameName(object: KubeObject, name: string): void {
  const given = object.metadata?.name;
  if (given === undefined || given === name) return;
  throw status.badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

/** Other than that of a replaced object, the uid of a patched one is a field like others. */
export function sameUid(kind: KindDefinition, { metadata }: KubeObject, current: KubeObject): void {
  if (!metadata.uid || metadata.uid === current.metadata.uid) return;
  throw status.invalid(kind, current.metadata.name ?? '', [invalid('metadata.uid', metadata.uid, 'field is immutable')]);
}
