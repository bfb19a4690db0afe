import { goQuote } from '../go-text.ts';
import { PatchError } from './patch-error.ts';
import { structOf, type Definition, type FieldType } from '../schema/index.ts';

/** What a strategic merge patch has to know about a value: the struct it is, or the type of a map's values; undefined where nothing is known. */
export type PatchSchema = Definition | FieldType | undefined;

/** How a list or map at a key is merged. */
export interface PatchMeta {
  /** Lists: merge element by element. */
  merge: boolean;
  /** Maps: take the patch's value whole. */
  replace: boolean;
  /** Fields that the patch does not name in `$retainKeys` go away (unions such as a Deployment's strategy). */
  retainKeys: boolean;
  /** Lists of objects: the field that tells which is which. '' for lists of plain values. */
  mergeKey: string;
  /** Schema of the value (maps) or of its elements (lists). */
  schema: PatchSchema;
}

const unknown: PatchMeta = { merge: false, replace: false, retainKeys: false, mergeKey: '', schema: undefined };

/** @throws PatchError for a field that the struct does not have */
export function patchMeta(schema: PatchSchema, key: string): PatchMeta {
  if (schema === undefined) return unknown;
  if ('kind' in schema) {
    if (schema.kind === 'struct') return patchMeta(structOf(schema), key);
    return schema.kind === 'map' ? { ...unknown, schema: schema.of } : unknown;
  }
  const field = schema.fields.get(key);
  if (field === undefined) {
    if (schema.any) return unknown;
    throw new PatchError(`unable to find api field in struct ${schema.structName} for the json field ${goQuote(key)}`);
  }
  return {
    merge: field.patchStrategies.includes('merge'),
    replace: field.patchStrategies.includes('replace'),
    retainKeys: field.patchStrategies.includes('retainKeys'),
    mergeKey: field.mergeKey ?? '',
    schema: field.type.kind === 'list' ? field.type.of : field.type,
  };
}

export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const deleteFromListPrefix = '$deleteFromPrimitiveList/';
export const elementOrderPrefix = '$setElementOrder/';
