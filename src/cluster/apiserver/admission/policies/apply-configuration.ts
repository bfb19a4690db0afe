import { isObject, type Json, type JsonObject } from '../../../../api/json.ts';
import type { Definition } from '../../../../api/schema/index.ts';
import { resolved, shapeOf, type Shape } from '../../managed-fields/shape.ts';
import { merged } from '../../managed-fields/typed-value.ts';
import { schemaFaults } from '../../managed-fields/validation.ts';

/** An apply configuration that does not go together with its object; the message is the API server's. */
export class MergeError extends Error {}

/**
 * The object with all that the configuration says, merged as server-side apply does. What is always replaced as a whole may not be touched,
 * so that nothing is lost by accident.
 * @throws MergeError
 */
export function mergeConfiguration(type: Definition, object: JsonObject, configuration: JsonObject): JsonObject {
  const shape = shapeOf(type);
  const faults = schemaFaults(shape, configuration);
  if (faults !== '') throw new MergeError(`failed to convert patch object to typed object: ${faults}`);
  const atomics = atomicParts(shape, configuration, '');
  if (atomics.length > 0)
    throw new MergeError(`invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`);
  return merged(shape, object, configuration);
}

/** Paths of what the type takes as a whole. */
function atomicParts(shape: Shape, value: Json, path: string): string[] {
  const is = resolved(shape, value);
  if (is.kind === 'list' && Array.isArray(value)) {
    const items = value.flatMap((item, index) => atomicParts(is.of, item, `${path}[${index}]`));
    return is.relation === 'atomic' ? [path, ...items] : items;
  }
  if (is.kind !== 'map' || !isObject(value)) return [];
  const members = Object.entries(value).flatMap(([key, item]) => {
    const member = is.declares(key) ? is.member(key) : undefined;
    return member && item !== null ? atomicParts(member, item, `${path}.${key}`) : [];
  });
  return is.atomic ? [path, ...members] : members;
}
