import { child, required, typeInvalid, type FieldError } from '../../api/field-error.ts';
import { getOwn, isObject, type Json, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { validateAnnotations, validateLabels } from '../kinds/metadata.ts';
import { additionalSchema, type Schema } from './schema.ts';

/** Objects within a custom resource (`x-kubernetes-embedded-resource`) say what they are, and have well-formed metadata. */
export function validateEmbeddedResources(schema: Schema, value: Json | undefined, at: string): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, i) => validateEmbeddedResources(items, item, child(at, i))) : [];
  }
  if (!isObject(value)) return [];
  const own = schema['x-kubernetes-embedded-resource'] === true ? validateResource(value, at) : [];
  const nested = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const known = schema.properties && getOwn(schema.properties, key);
      const part = known ?? additionalSchema(schema);
      return part ? validateEmbeddedResources(part, value[key], known ? child(at, key) : `${at}[${key}]`) : [];
    });
  return [...own, ...nested];
}

function validateResource(value: JsonObject, at: string): FieldError[] {
  const errors = ['apiVersion', 'kind'].flatMap((key) => {
    const given = getOwn(value, key);
    if (given === undefined || given === '') return [required(child(at, key), 'must not be empty')];
    return typeof given === 'string' ? [] : [typeInvalid(child(at, key), given, 'must be a string')];
  });
  const { metadata } = value as unknown as KubeObject;
  if (!isObject(metadata)) return errors;
  const { labels, annotations } = metadata as KubeObject['metadata'];
  return [
    ...errors,
    ...validateLabels(labels, child(at, 'metadata', 'labels')),
    ...validateAnnotations(annotations, child(at, 'metadata', 'annotations')),
  ];
}
