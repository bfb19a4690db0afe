import { isObject, type JsonObject } from '../../api/json.ts';
import { canonicalQuantity, QuantityError } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';

/** Reads `cpu=200m,memory=64Mi`; '' is nothing. Throws UserError. */
export function parseResourceList(text: string): Record<string, string> {
  const list: Record<string, string> = {};
  for (const statement of text === '' ? [] : text.split(',')) {
    const [name = '', value = '', ...rest] = statement.split('=');
    if (!statement.includes('=') || rest.length > 0) {
      throw new UserError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    }
    try {
      list[name] = canonicalQuantity(value);
    } catch (error) {
      throw error instanceof QuantityError ? new UserError(error.message) : error;
    }
  }
  return list;
}

/** A copy of a container that has these limits and requests besides those it had. */
export function withResources(
  container: JsonObject,
  changes: { limits: Readonly<Record<string, string>>; requests: Readonly<Record<string, string>> },
): JsonObject {
  let resources: JsonObject = isObject(container['resources']) ? container['resources'] : {};
  for (const key of ['limits', 'requests'] as const) {
    const present = resources[key];
    if (Object.keys(changes[key]).length > 0)
      resources = { ...resources, [key]: { ...(isObject(present) ? present : {}), ...changes[key] } };
  }
  return { ...container, resources };
}
