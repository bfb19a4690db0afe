import { child, required, typeInvalid, type FieldError } from '../../api/field-error.ts';
import { getOwn, isObject, type Json, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { validateAnnotations, validateLabels } from '../kinds/metadata.ts';
import { describedParts, type Schema } from './schema.ts';

/** Objects within a custom resource (`x-kubernetes-embedded-resource`) say what they are, and have well-formed metadata. */
export function validateEmbeddedResources(schema: Schema, value: Json | undefined, at: string): FieldError[] {
  const own = schema['x-kubernetes-embedded-resource'] === true && isObject(value) ? validateResource(value, at) : [];
  return [...own, ...describedParts(schema, value, at).flatMap((part) => validateEmbeddedResources(part.schema, part.value, part.at))];
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
