import type { Json } from '../json.ts';
import { definitions as source } from './definitions.ts';

/** What the API knows about a type. Obtained by `definition` or `definitionForKind`; parsed when first asked for. */
export interface Definition {
  /** Without the common prefixes: `core.v1.Pod`, `meta.v1.ObjectMeta`. */
  readonly name: string;
  /** As Go calls the struct: `PodSpec`. */
  readonly structName: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly kinds: readonly { group: string; version: string; kind: string }[];
  /** Any JSON is allowed: raw extensions, JSON schemas' values. */
  readonly any: boolean;
  /** Of several things that are allowed, what an object is: a schema that may also be a boolean or a list of schemas. */
  readonly objectType?: FieldType;
  readonly mapType?: MapType;
  readonly unions?: readonly unknown[];
}

export type ScalarType =
  'string' | 'int32' | 'int64' | 'bool' | 'double' | 'bytes' | 'quantity' | 'time' | 'microtime' | 'int-or-string' | 'any';

export type FieldType =
  | { readonly kind: ScalarType; readonly go: string }
  | {
      readonly kind: 'struct';
      readonly definition: string;
      readonly go: string;
      /** A type that no table has: part of a custom resource's schema. */
      readonly inline?: Definition;
    }
  | { readonly kind: 'list' | 'map'; readonly of: FieldType; readonly go: string };

export type ListType = 'atomic' | 'set' | 'map';
export type MapType = 'atomic' | 'granular';
export type PatchStrategy = 'merge' | 'replace' | 'retainKeys';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Written even when nobody set it: with the zero value of its type (`resources: {}`), or as null. */
  readonly always?: 'zero' | 'null';
  /** A Go pointer: 0, false and '' are values of their own, different from absent, and are kept. */
  readonly pointer: boolean;
  /** Go structs in between that JSON does not show: `VolumeSource` of a volume's `emptyDir`. Seen in decoding errors. */
  readonly embedded?: string;
  readonly enum?: readonly string[];
  readonly itemEnum?: readonly string[];
  readonly listType?: ListType;
  readonly mapKeys?: readonly string[];
  readonly mapType?: MapType;
  readonly mergeKey?: string;
  /** What a key of a list's elements counts as where an element leaves it out. */
  readonly default?: Json;
  readonly patchStrategies: readonly PatchStrategy[];
}

interface RawField {
  go?: string | string[];
  in?: string;
  enum?: string[];
  itemEnum?: string[];
  list?: ListType;
  keys?: string[];
  map?: MapType;
  merge?: string;
  default?: Json;
  patch?: string;
}

interface RawDefinition {
  gvk?: string[];
  any?: 1;
  object?: string;
  map?: MapType;
  unions?: unknown[];
  fields?: Record<string, string | [string, RawField]>;
}

let lines: Map<string, string> | undefined;
let kinds: Map<string, string> | undefined;
const parsed = new Map<string, Definition>();

function index(): Map<string, string> {
  if (lines === undefined) {
    lines = new Map();
    for (const line of source.split('\n')) {
      const blank = line.indexOf(' ');
      lines.set(line.slice(0, blank), line.slice(blank + 1));
    }
  }
  return lines;
}

const prefixes: readonly (readonly [RegExp, string])[] = [
  [/^io\.k8s\.(api|apimachinery\.pkg\.apis|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./, ''],
  [/^io\.k8s\.apimachinery\.pkg\.(?:api|util)?\.?/, ''],
];

function shortName(name: string): string {
  return name.startsWith('io.k8s.') ? prefixes.reduce((text, [pattern, by]) => text.replace(pattern, by), name) : name;
}

/** A type by name, long (`io.k8s.api.core.v1.Pod`) or short (`core.v1.Pod`); undefined when there is none. */
export function findDefinition(name: string): Definition | undefined {
  const short = shortName(name);
  const known = parsed.get(short);
  if (known !== undefined) return known;
  const line = index().get(short);
  if (line === undefined) return undefined;
  const result = parseDefinition(short, JSON.parse(line) as RawDefinition);
  parsed.set(short, result);
  return result;
}

/** As findDefinition, for names that must exist. */
export function definition(name: string): Definition {
  const found = findDefinition(name);
  if (found === undefined) throw new Error(`no schema definition ${name}`);
  return found;
}

/** The definition that a struct's type names, or carries. */
export function structOf(type: Extract<FieldType, { kind: 'struct' }>): Definition {
  return type.inline ?? definition(type.definition);
}

/** The definition of a kind; undefined for kinds the API does not have (custom resources). */
export function definitionForKind(group: string, version: string, kind: string): Definition | undefined {
  if (kinds === undefined) {
    kinds = new Map();
    for (const [name, line] of index()) {
      const match = /^\{"gvk":(\[[^\]]*\])/.exec(line);
      if (match !== null) for (const gvk of JSON.parse(match[1]!) as string[]) kinds.set(gvk, name);
    }
  }
  const name = kinds.get(`${group} ${version} ${kind}`);
  return name === undefined ? undefined : definition(name);
}

export function definitionNames(): string[] {
  return [...index().keys()];
}

function parseDefinition(name: string, raw: RawDefinition): Definition {
  return {
    name,
    structName: name.slice(name.lastIndexOf('.') + 1),
    fields: new Map(Object.entries(raw.fields ?? {}).map(([field, facts]) => [field, parseField(field, facts)])),
    kinds: (raw.gvk ?? []).map((gvk) => {
      const [group = '', version = '', kind = ''] = gvk.split(' ');
      return { group, version, kind };
    }),
    any: raw.any === 1,
    objectType: raw.object === undefined ? undefined : parseType(raw.object, []),
    mapType: raw.map,
    unions: raw.unions,
  };
}

function parseField(name: string, facts: string | [string, RawField]): Field {
  const [text, more]: [string, RawField] = typeof facts === 'string' ? [facts, {}] : facts;
  const [type = '', flags = ''] = text.split(' ');
  return {
    name,
    type: parseType(type, more.go === undefined ? [] : Array.isArray(more.go) ? more.go : [more.go]),
    required: flags.includes('!'),
    always: flags.includes('+') ? 'zero' : flags.includes('~') ? 'null' : undefined,
    pointer: flags.includes('&'),
    embedded: more.in,
    enum: more.enum,
    itemEnum: more.itemEnum,
    listType: more.list,
    mapKeys: more.keys,
    mapType: more.map,
    mergeKey: more.merge,
    default: more.default,
    patchStrategies: (more.patch?.split(',') ?? []) as PatchStrategy[],
  };
}

const goScalars: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  bool: 'bool',
  double: 'float64',
  bytes: '[]uint8',
  quantity: 'resource.Quantity',
  time: 'v1.Time',
  microtime: 'v1.MicroTime',
  'int-or-string': 'intstr.IntOrString',
  any: 'interface {}',
};

/** `go` are the names of the Go types from outside in, where they do not follow from the type. */
function parseType(text: string, go: readonly string[]): FieldType {
  const [own, ...inner] = go;
  if (text.startsWith('[]')) {
    const of = parseType(text.slice(2), inner);
    return { kind: 'list', of, go: own ?? `[]${of.go}` };
  }
  if (text.startsWith('map:')) {
    const of = parseType(text.slice(4), inner);
    return { kind: 'map', of, go: own ?? `map[string]${of.go}` };
  }
  if (Object.hasOwn(goScalars, text)) return { kind: text as ScalarType, go: own ?? goScalars[text as ScalarType] };
  return { kind: 'struct', definition: text, go: own ?? text.split('.').slice(-2).join('.') };
}

/** The type of what a path of field names leads to, through lists and maps: `typeAt(pod, ['spec', 'containers', 'image'])`. */
export function typeAt(from: Definition, path: readonly string[]): FieldType | undefined {
  let type: FieldType = { kind: 'struct', definition: from.name, go: from.structName, inline: from };
  for (const step of path) {
    while (type.kind === 'list') type = type.of;
    if (type.kind === 'map') type = type.of;
    else if (type.kind === 'struct') {
      const field = structOf(type).fields.get(step);
      if (field === undefined) return undefined;
      type = field.type;
    } else return undefined;
  }
  return type;
}
