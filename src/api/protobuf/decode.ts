import { definitionForKind, structOf, type Definition, type Field, type FieldType } from '../schema/index.ts';
import { formatMicroTime, formatRfc3339 } from '../time.ts';
import { fieldNumbers } from './field-numbers.ts';
import { bytesOf, numberOf, ProtobufError, readMessage, textOf, type WireValue } from './reader.ts';

/** What every protobuf body of the Kubernetes API begins with: `k8s` and a zero. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

type Values = Record<string, unknown>;

/**
 * A body in Kubernetes' protobuf form as the object it would be in JSON: without what a Go client leaves out of JSON. Undefined for types that
 * have no protobuf form (custom resources). Throws a ProtobufError for bytes that are none.
 */
export function fromProtobuf(bytes: Uint8Array): Values | undefined {
  if (MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new ProtobufError(`provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(' ')}]`);
  let apiVersion = '';
  let kind = '';
  let raw = new Uint8Array();
  readMessage(bytes.subarray(MAGIC.length), (number, value) => {
    if (number === 1)
      readMessage(bytesOf(value), (part, text) => {
        if (part === 1) apiVersion = textOf(text);
        if (part === 2) kind = textOf(text);
      });
    if (number === 2) raw = bytesOf(value) as typeof raw;
  });
  const slash = apiVersion.indexOf('/');
  const type = definitionForKind(slash < 0 ? '' : apiVersion.slice(0, slash), apiVersion.slice(slash + 1), kind);
  if (!type || !numbersOf(type.name)) return undefined;
  return { apiVersion, kind, ...(message(raw, type) as Values) };
}

interface Numbered {
  name: string;
  /** The name is that of a message in between. */
  embedded: boolean;
  wrapped: boolean;
}

let lines: Map<string, string> | undefined;
const known = new Map<string, ReadonlyMap<number, Numbered>>();

/** Undefined for types without a protobuf form. */
function numbersOf(type: string): ReadonlyMap<number, Numbered> | undefined {
  const found = known.get(type);
  if (found) return found;
  lines ??= new Map(fieldNumbers.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const line = lines.get(type);
  if (line === undefined) return undefined;
  const numbers = new Map<number, Numbered>();
  let number = 0;
  for (const word of line.split(' ')) {
    const [, jump, mark, name, star] = /^(?:(\d+):)?(<?)([^*]+)(\*?)$/.exec(word) as unknown as string[];
    number = jump ? Number(jump) : number + 1;
    numbers.set(number, { name: name as string, embedded: mark !== '', wrapped: star !== '' });
  }
  known.set(type, numbers);
  return numbers;
}

function message(bytes: Uint8Array, type: Definition): unknown {
  // Raw JSON of any form: bytes in the first field.
  if (type.any) return rawJson(bytes);
  const values: Values = {};
  fill(values, bytes, type, type.name);
  return inOrder(values, type);
}

function fill(values: Values, bytes: Uint8Array, type: Definition, numbered: string): void {
  const numbers = numbersOf(numbered);
  readMessage(bytes, (number, value) => {
    const entry = numbers?.get(number);
    if (!entry) return;
    if (entry.embedded) return fill(values, bytesOf(value), type, entry.name);
    const field = type.fields.get(entry.name);
    if (!field) return;
    const { kind } = field.type;
    if (kind === 'list') ((values[field.name] ??= []) as unknown[]).push(single(value, field.type.of, entry.wrapped));
    else if (kind === 'map') addEntry((values[field.name] ??= Object.create(null)) as Values, value, field.type.of, entry.wrapped);
    else keep(values, field, single(value, field.type, entry.wrapped));
  });
}

/** Go's JSON leaves out the zero values of what is no pointer; protobuf has them all. */
function keep(values: Values, field: Field, value: unknown): void {
  const zero = value === '' || value === 0 || value === false || value === undefined;
  if (value === undefined || (zero && !field.pointer && field.always === undefined)) return;
  values[field.name] = value;
}

function addEntry(map: Values, value: WireValue, of: FieldType, wrapped: boolean): void {
  let key = '';
  let content: WireValue | undefined;
  readMessage(bytesOf(value), (number, part) => {
    if (number === 1) key = textOf(part);
    if (number === 2) content = part;
  });
  // Of maps only those of lists have messages of their own in between.
  if (wrapped) map[key] = items(content ?? new Uint8Array(), of);
  else map[key] = content === undefined ? '' : single(content, of, false);
}

function items(value: WireValue, of: FieldType): unknown[] {
  const list: unknown[] = [];
  readMessage(bytesOf(value), (number, item) => {
    if (number === 1) list.push(single(item, of.kind === 'list' ? of.of : of, false));
  });
  return list;
}

function single(value: WireValue, type: FieldType, wrapped: boolean): unknown {
  if (wrapped) return items(value, type);
  switch (type.kind) {
    case 'struct':
      return message(bytesOf(value), structOf(type));
    case 'string':
      return textOf(value);
    case 'bool':
      return numberOf(value) !== 0n;
    case 'int32':
    case 'int64':
      return Number(BigInt.asIntN(64, numberOf(value)));
    case 'double':
      return doubleOf(numberOf(value));
    case 'bytes':
      return base64(bytesOf(value));
    case 'quantity':
      return firstText(bytesOf(value));
    case 'time':
    case 'microtime':
      return time(bytesOf(value), type.kind);
    case 'int-or-string':
      return intOrString(bytesOf(value));
    case 'any':
      return rawJson(bytesOf(value));
    case 'list':
    case 'map':
      throw new ProtobufError('proto: a list of lists has no protobuf form');
  }
}

/** In the order of the JSON form, which repeated fields and embedded messages do not follow. */
function inOrder(values: Values, type: Definition): Values {
  const ordered: Values = {};
  for (const name of type.fields.keys()) if (Object.hasOwn(values, name)) ordered[name] = values[name];
  return ordered;
}

function firstText(bytes: Uint8Array): string {
  let text = '';
  readMessage(bytes, (number, value) => {
    if (number === 1) text = textOf(value);
  });
  return text;
}

/** An empty message is no time at all. */
function time(bytes: Uint8Array, kind: 'time' | 'microtime'): string | undefined {
  if (bytes.length === 0) return undefined;
  let seconds = 0n;
  let nanos = 0n;
  readMessage(bytes, (number, value) => {
    if (number === 1) seconds = BigInt.asIntN(64, numberOf(value));
    if (number === 2) nanos = BigInt.asIntN(64, numberOf(value));
  });
  const ms = Number(seconds) * 1000 + Number(nanos) / 1e6;
  if (!Number.isFinite(new Date(ms).getTime())) throw new ProtobufError('proto: a time is out of range');
  return kind === 'time' ? formatRfc3339(ms) : formatMicroTime(ms);
}

function intOrString(bytes: Uint8Array): number | string {
  let type = 0n;
  let number = 0;
  let text = '';
  readMessage(bytes, (part, value) => {
    if (part === 1) type = numberOf(value);
    if (part === 2) number = Number(BigInt.asIntN(64, numberOf(value)));
    if (part === 3) text = textOf(value);
  });
  return type === 0n ? number : text;
}

function rawJson(bytes: Uint8Array): unknown {
  const text = firstText(bytes);
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProtobufError('proto: raw JSON is not valid');
  }
}

function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000) binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary);
}

/** The JSON names of the fields that have a number in this type; undefined when it has no protobuf form. For the test of the table. */
export function numberedFields(type: string): string[] | undefined {
  const numbers = numbersOf(type);
  return numbers && [...numbers.values()].flatMap(({ name, embedded }) => (embedded ? (numberedFields(name) ?? []) : [name]));
}
