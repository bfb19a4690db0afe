import { isObject, type Json, type JsonObject } from '../../../api/json.ts';
import { elementText, fieldElement, pathText, type PathElement } from '../../../api/field-set/path-element.ts';
import { goValue } from '../../../api/go-text.ts';
import { ElementError, elementOf } from './list-elements.ts';
import { resolved, type ListShape, type MapShape, type ScalarShape, type Shape } from './shape.ts';

interface Walk {
  path: PathElement[];
  faults: string[];
}

/** What speaks against an applied object: fields that the type does not have, values of the wrong type, elements that occur twice. '' when nothing. */
export function schemaFaults(shape: Shape, value: JsonObject): string {
  const walk: Walk = { path: [], faults: [] };
  check(shape, value, walk);
  if (walk.faults.length <= 1) return walk.faults[0] ?? '';
  return ['errors:', ...walk.faults.map((fault) => `  ${fault}`)].join('\n');
}

function fault(walk: Walk, message: string): void {
  walk.faults.push(walk.path.length === 0 ? message : `${pathText(walk.path)}: ${message}`);
}

function check(shape: Shape, value: Json, walk: Walk): void {
  if (value === null) return;
  const is = resolved(shape, value);
  if (is.kind === 'scalar') checkScalar(is, value, walk);
  else if (is.kind === 'list') checkList(is, value, walk);
  else checkMap(is, value, walk);
}

const EXPECTED = {
  numeric: { type: 'number', text: 'numeric (int or float)' },
  string: { type: 'string', text: 'string' },
  boolean: { type: 'boolean', text: 'boolean' },
} as const;

function checkScalar({ scalar }: ScalarShape, value: Json, walk: Walk): void {
  if (scalar === 'untyped') {
    if (typeof value === 'object') fault(walk, `expected any scalar, got ${wrapped(value)}`);
    return;
  }
  const { type, text } = EXPECTED[scalar];
  if (typeof value === type) return;
  const got =
    scalar === 'numeric' ? goType(value) : scalar === 'string' ? `&value.valueUnstructured{Value:${goSyntax(value)}}` : wrapped(value);
  fault(walk, `expected ${text}, got ${got}`);
}

/** A value as Go prints the struct around it. */
function wrapped(value: Json): string {
  return `&{${goValue(value)}}`;
}

function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  return isObject(value) ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : 'string';
}

/** `%#v` of decoded JSON. */
function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `map[string]interface {}{${entries.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key] as Json)}`).join(', ')}}`;
}

function checkList(shape: ListShape, value: Json, walk: Walk): void {
  if (!Array.isArray(value)) return fault(walk, `expected list, got ${wrapped(value)}`);
  const seen = new Set<PathElement>();
  for (const [position, item] of value.entries()) {
    const element = shape.relation === 'atomic' ? `i:${position}` : identified(shape, position, item, walk);
    if (element === undefined) return;
    if (seen.has(element)) fault(walk, `duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    walk.path.push(element);
    check(shape.of, item, walk);
    walk.path.pop();
  }
}

function identified(shape: ListShape, position: number, item: Json, walk: Walk): PathElement | undefined {
  try {
    return elementOf(shape, item);
  } catch (error) {
    if (!(error instanceof ElementError)) throw error;
    fault(walk, `element ${position}: ${error.message}`);
    return undefined;
  }
}

function checkMap(shape: MapShape, value: Json, walk: Walk): void {
  if (!isObject(value)) return fault(walk, `expected map, got ${wrapped(value)}`);
  for (const [key, item] of Object.entries(value)) {
    const member = shape.member(key);
    walk.path.push(fieldElement(key));
    if (member) check(member, item, walk);
    else fault(walk, 'field not declared in schema');
    walk.path.pop();
    // Like the server, which does not look on in an object that has a field too much.
    if (!member) return;
  }
}
