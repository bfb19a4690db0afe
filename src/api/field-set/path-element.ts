import { goQuote } from '../go-text.ts';
import { isObject, type Json } from '../json.ts';
import { compareText } from '../text-order.ts';

/**
 * One step of a path, as FieldsV1 writes it: `f:name` for a field or the key of a map, `k:{"name":"web"}` for the element of a list of
 * objects, `v:"x"` for the element of a set, `i:0` for a position.
 */
export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** `keys` in sorted order. */
export function keyElement(keys: Readonly<Record<string, Json>>): PathElement {
  return `k:${JSON.stringify(keys)}`;
}

/** The element of a list with one key. */
export function onlyKeyElement(key: string, value: Json): PathElement {
  return typeof value === 'string' ? `k:{"${key}":${JSON.stringify(value)}}` : keyElement({ [key]: value });
}

export function valueElement(value: Json): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** Canonical form of a step that a client has written; undefined for kinds of steps that nobody knows. @throws SyntaxError */
export function readElement(text: string): PathElement | undefined {
  const rest = text.slice(2);
  switch (text.slice(0, 2)) {
    case 'f:':
      return text;
    case 'v:':
      return valueElement(JSON.parse(rest) as Json);
    case 'i:':
      if (!/^-?\d+$/.test(rest)) throw new SyntaxError(`strconv.Atoi: parsing ${goQuote(rest)}: invalid syntax`);
      return `i:${Number(rest)}`;
    case 'k:': {
      const keys = JSON.parse(rest) as Json;
      if (!isObject(keys)) throw new SyntaxError('expected an object');
      return keyElement(Object.fromEntries(Object.entries(keys).sort(([a], [b]) => compareText(a, b))));
    }
    default:
      return undefined;
  }
}

/** The order of FieldsV1: fields, then keys, values and positions. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const kind = a.charCodeAt(0) - b.charCodeAt(0);
  // The letters stand in another order than the kinds: f, k, v, i.
  if (kind !== 0) return a.startsWith('i') ? 1 : b.startsWith('i') ? -1 : kind;
  if (a.startsWith('f')) return compareText(a, b);
  return compareValues(JSON.parse(a.slice(2)) as Json, JSON.parse(b.slice(2)) as Json);
}

/** Numbers before strings before truth values; keys name by name. */
function compareValues(a: Json, b: Json): number {
  const rank = (value: Json): number => ['object', 'number', 'string', 'boolean'].indexOf(typeof value);
  if (typeof a !== typeof b) return rank(a) - rank(b);
  if (!isObject(a) || !isObject(b)) return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = compareText(left[i]![0], right[i]![0]) || compareValues(left[i]![1], right[i]![1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** A path as messages show it: `.spec.containers[name="web"].image`, `.metadata.finalizers[="x"]`. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join('');
}

export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as Record<string, Json>);
      return `[${keys.map(([key, value]) => `${key}=${valueText(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${valueText(JSON.parse(rest) as Json)}]`;
    default:
      return `[${rest}]`;
  }
}

function valueText(value: Json): string {
  return typeof value === 'string' ? goQuote(value) : JSON.stringify(value);
}
