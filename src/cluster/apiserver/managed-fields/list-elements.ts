import { goQuote } from '../../../api/go-text.ts';
import { isObject, type Json } from '../../../api/json.ts';
import { keyElement, onlyKeyElement, valueElement, type PathElement } from '../../../api/field-set/path-element.ts';
import type { ListShape } from './shape.ts';

/** An element that cannot be told from its siblings. The message is the server's. */
export class ElementError extends Error {}

/** What tells an element of a set or map-like list from its siblings. @throws ElementError */
export function elementOf(shape: ListShape, item: Json): PathElement {
  return shape.relation === 'set' || shape.keys.length === 0 ? setElement(item) : mapElement(shape, item);
}

function setElement(item: Json): PathElement {
  if (isObject(item)) throw new ElementError("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new ElementError('not supported: associative list with lists as elements');
  if (item === null) throw new ElementError("associative list without keys has an element that's an explicit null");
  return valueElement(item);
}

function mapElement({ keys, keyDefaults }: ListShape, item: Json): PathElement {
  if (item === null) throw new ElementError('associative list with keys may not have a null element');
  if (!isObject(item)) throw new ElementError('associative list with keys may not have non-map elements');
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && Object.hasOwn(item, only)) return onlyKeyElement(only, item[only]!);
  const found: Record<string, Json> = {};
  let any = false;
  for (const key of keys) {
    const value = Object.hasOwn(item, key) ? item[key] : keyDefaults[key];
    if (value === undefined) continue;
    found[key] = value;
    any = true;
  }
  if (any) return keyElement(found);
  const list = keys.map(goQuote).join(' ');
  throw new ElementError(
    `associative list with keys has an element that omits all key fields [${list}] (and doesn't have default values for any key fields)`,
  );
}

/** The elements of a list by what tells them apart, in order; elements that cannot be told apart (only stored objects have them) are left out. */
export function indexed(shape: ListShape, list: readonly Json[]): Map<PathElement, Json[]> {
  const result = new Map<PathElement, Json[]>();
  for (const item of list) {
    const element = tryElementOf(shape, item);
    if (element === undefined) continue;
    const same = result.get(element);
    if (same) same.push(item);
    else result.set(element, [item]);
  }
  return result;
}

export function tryElementOf(shape: ListShape, item: Json): PathElement | undefined {
  try {
    return elementOf(shape, item);
  } catch (error) {
    if (error instanceof ElementError) return undefined;
    throw error;
  }
}
