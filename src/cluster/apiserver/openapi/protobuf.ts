import { isObject, type Json, type JsonObject } from '../../../api/json.ts';
import { ProtobufWriter } from '../../../api/protobuf/writer.ts';

// The messages that gnostic has for OpenAPI v2, as far as our documents go: what older kubectls and Helm ask for, and nothing else.

/** Writes the value of one member of a JSON object. */
type Member = (to: ProtobufWriter, value: Json) => void;

/** A message: what becomes of the members of an object, and the field for those that begin with `x-`. */
interface Message {
  members: Readonly<Record<string, Member>>;
  extensions?: number;
}

const text =
  (field: number): Member =>
  (to, value) =>
    to.text(field, String(value));
const flag =
  (field: number): Member =>
  (to, value) =>
    to.boolean(field, value === true);
const integer =
  (field: number): Member =>
  (to, value) =>
    to.integer(field, Number(value));
const double =
  (field: number): Member =>
  (to, value) =>
    to.double(field, Number(value));
/** Any value at all is written as YAML, which JSON is. */
const any =
  (field: number): Member =>
  (to, value) =>
    to.message(field, (inner) => inner.text(2, `${JSON.stringify(value)}\n`));
const each =
  (member: Member): Member =>
  (to, value) =>
    (value as Json[]).forEach((item) => member(to, item));
/** A message within messages that have one field each: `path` leads to the innermost. */
const within =
  (path: readonly number[], message: () => Message): Member =>
  (to, value) => {
    const [field, ...rest] = path as [number, ...number[]];
    to.message(field, (inner) => (rest.length > 0 ? within(rest, message)(inner, value) : write(inner, message(), value as JsonObject)));
  };
/** Maps are lists of pairs. `field` is where they are, `value` writes the second half of one as field 2. */
const pairs =
  (field: number, value: Member): Member =>
  (to, map) => {
    for (const [name, item] of Object.entries(map as JsonObject)) {
      to.message(field, (pair) => {
        pair.text(1, name);
        value(pair, item);
      });
    }
  };
const inside =
  (field: number, member: Member): Member =>
  (to, value) =>
    to.message(field, (inner) => member(inner, value));

function write(to: ProtobufWriter, { members, extensions }: Message, object: JsonObject): void {
  for (const [key, value] of Object.entries(object)) {
    if (extensions !== undefined && key.startsWith('x-')) pairs(extensions, any(2))(to, { [key]: value });
    else if (Object.hasOwn(members, key)) members[key]?.(to, value);
  }
}

const schema: Message = {
  members: {
    $ref: text(1),
    format: text(2),
    title: text(3),
    description: text(4),
    default: any(5),
    multipleOf: double(6),
    maximum: double(7),
    exclusiveMaximum: flag(8),
    minimum: double(9),
    exclusiveMinimum: flag(10),
    maxLength: integer(11),
    minLength: integer(12),
    pattern: text(13),
    maxItems: integer(14),
    minItems: integer(15),
    uniqueItems: flag(16),
    maxProperties: integer(17),
    minProperties: integer(18),
    required: each(text(19)),
    enum: each(any(20)),
    additionalProperties: (to, value) =>
      isObject(value) ? within([21, 1], () => schema)(to, value) : to.message(21, (inner) => inner.boolean(2, value === true)),
    type: inside(22, text(1)),
    items: within([23, 1], () => schema),
    allOf: each(within([24], () => schema)),
    properties: inside(
      25,
      pairs(
        1,
        within([2], () => schema),
      ),
    ),
    example: any(30),
  },
  extensions: 31,
};

const bodyParameter: Message = {
  members: { description: text(1), name: text(2), in: text(3), required: flag(4), schema: within([5], () => schema) },
  extensions: 6,
};
const shared = { required: flag(1), in: text(2), description: text(3), name: text(4) };
const queryParameter: Message = { members: { ...shared, type: text(6), format: text(7), uniqueItems: flag(20) }, extensions: 23 };
const pathParameter: Message = { members: { ...shared, type: text(5), format: text(6), uniqueItems: flag(19) }, extensions: 22 };

/** In a `ParametersItem`, a `Parameter`: one of a body, or one of several others. */
const parameter =
  (field: number): Member =>
  (to, value) => {
    const place = (value as JsonObject)['in'];
    if (place === 'body') within([field, 1, 1], () => bodyParameter)(to, value);
    else if (place === 'path') within([field, 1, 2, 4], () => pathParameter)(to, value);
    else within([field, 1, 2, 3], () => queryParameter)(to, value);
  };

const response: Message = { members: { description: text(1), schema: within([2, 1], () => schema) }, extensions: 5 };

const operation: Message = {
  members: {
    tags: each(text(1)),
    summary: text(2),
    description: text(3),
    operationId: text(5),
    produces: each(text(6)),
    consumes: each(text(7)),
    parameters: each(parameter(8)),
    responses: inside(
      9,
      pairs(
        1,
        within([2, 1], () => response),
      ),
    ),
    schemes: each(text(10)),
    deprecated: flag(11),
  },
  extensions: 13,
};

const METHODS = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 };
const pathItem: Message = {
  members: {
    ...Object.fromEntries(Object.entries(METHODS).map(([method, field]) => [method, within([field], () => operation)])),
    parameters: each(parameter(9)),
  },
  extensions: 10,
};

const apiKey: Message = { members: { type: text(1), name: text(2), in: text(3), description: text(4) }, extensions: 5 };

const document: Message = {
  members: {
    swagger: text(1),
    info: within([2], () => ({ members: { title: text(1), version: text(2), description: text(3) } })),
    paths: inside(
      8,
      pairs(
        2,
        within([2], () => pathItem),
      ),
    ),
    definitions: inside(
      9,
      pairs(
        1,
        within([2], () => schema),
      ),
    ),
    security: each(inside(12, pairs(1, inside(2, each(text(1)))))),
    securityDefinitions: inside(
      13,
      pairs(
        1,
        within([2, 2], () => apiKey),
      ),
    ),
  },
  extensions: 16,
};

/** An OpenAPI v2 document as gnostic's `Document`. */
export function protobufV2(value: JsonObject): Uint8Array {
  const writer = new ProtobufWriter();
  write(writer, document, value);
  return writer.finished();
}
