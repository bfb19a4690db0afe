import type { JsonObject } from '../../../api/json.ts';
import { definition, findDefinition, type Definition, type Field, type FieldType } from '../../../api/schema/index.ts';
import type { Describe } from '../../cluster.ts';
import { fullName, SCALARS } from './names.ts';

/** Which dialect: Swagger 2.0 knows no alternatives and no defaults beside references. */
export type Dialect = 'v2' | 'v3';

/** Where the API's conventions are written down, as descriptions of fields name it. */
export const CONVENTIONS = 'More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';

/** What the metadata of every object and list is for. */
const METADATA: Readonly<Record<string, string>> = {
  'meta.v1.ObjectMeta': `Standard object's metadata. ${CONVENTIONS}#metadata`,
  'meta.v1.ListMeta': `Standard list metadata. ${CONVENTIONS}#types-kinds`,
};

/** Collects schemas of definitions and of all that these refer to. */
export class SchemaCollection {
  readonly #dialect: Dialect;
  readonly #describe: Describe;
  readonly #schemas = new Map<string, JsonObject>();

  constructor(dialect: Dialect, describe: Describe) {
    this.#dialect = dialect;
    this.#describe = describe;
  }

  /** By full name, sorted. */
  get schemas(): JsonObject {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  addCustom(name: string, schema: JsonObject): void {
    this.#schemas.set(name, schema);
  }

  /** A reference to a definition (short name), which is collected with all that it needs. */
  reference(short: string): JsonObject {
    this.#add(short);
    return this.#refer(fullName(short));
  }

  /** What every object or list of custom resources has, in the words that built-in kinds use. */
  objectFields(metadata: 'meta.v1.ObjectMeta' | 'meta.v1.ListMeta'): JsonObject {
    const { apiVersion = '', kind = '' } = this.#describe('core.v1.ConfigMap')?.[1] ?? {};
    const reference = this.reference(metadata);
    return {
      apiVersion: { ...(apiVersion && { description: apiVersion }), type: 'string' },
      kind: { ...(kind && { description: kind }), type: 'string' },
      metadata: { description: METADATA[metadata] as string, ...(this.#dialect === 'v3' ? { allOf: [reference] } : reference) },
    };
  }

  /** A reference to a schema that is there under this full name. */
  named(name: string): JsonObject {
    return this.#refer(name);
  }

  #refer(name: string): JsonObject {
    return { $ref: `${this.#dialect === 'v3' ? '#/components/schemas/' : '#/definitions/'}${name}` };
  }

  #add(short: string): void {
    const name = fullName(short);
    if (this.#schemas.has(name)) return;
    const found = findDefinition(short);
    if (!found) throw new Error(`no schema definition ${short}`);
    const schema: JsonObject = {};
    // Types may refer to themselves.
    this.#schemas.set(name, schema);
    Object.assign(schema, this.#schemaOf(found));
  }

  #schemaOf(found: Definition): JsonObject {
    const [description = '', fields = {}] = this.#describe(found.name) ?? [];
    const properties = [...found.fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const required = [...found.fields.values()].filter((field) => field.required).map(({ name }) => name);
    return {
      ...(description === '' ? {} : { description }),
      ...(found.name === 'apiextensions.v1.JSON' || found.name.startsWith('apiextensions.v1.JSONSchemaPropsOr') ? {} : { type: 'object' }),
      ...(required.length > 0 ? { required } : {}),
      ...(properties.length > 0
        ? { properties: Object.fromEntries(properties.map((field) => [field.name, this.#property(field, fields[field.name])])) }
        : {}),
      ...(found.kinds.length > 0
        ? { 'x-kubernetes-group-version-kind': found.kinds.map(({ group, kind, version }) => ({ group, kind, version })) }
        : {}),
      ...(found.mapType ? { 'x-kubernetes-map-type': found.mapType } : {}),
      ...(found.unions ? { 'x-kubernetes-unions': found.unions as JsonObject[] } : {}),
    };
  }

  #property(field: Field, description: string | undefined): JsonObject {
    const { type } = field;
    const own = this.#typeSchema(type, field.enum, field.itemEnum);
    // Nothing tells what a field is for that is of a described type: then the type does.
    const text = description ?? (type.kind === 'struct' ? (METADATA[type.definition] ?? this.#describe(type.definition)?.[0]) : undefined);
    const described: JsonObject = text ? { description: text } : {};
    const zero = this.#dialect === 'v3' && !field.pointer ? zeroDefault(field) : undefined;
    const schema: JsonObject =
      '$ref' in own
        ? this.#dialect === 'v3'
          ? { ...described, ...(zero === undefined ? {} : { default: zero }), allOf: [own] }
          : { ...described, ...own }
        : { ...described, ...own, ...(zero === undefined ? {} : { default: zero }) };
    return {
      ...schema,
      ...(field.mapKeys ? { 'x-kubernetes-list-map-keys': [...field.mapKeys] } : {}),
      ...(field.listType ? { 'x-kubernetes-list-type': field.listType } : {}),
      ...(field.mapType ? { 'x-kubernetes-map-type': field.mapType } : {}),
      ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
      ...(field.patchStrategies.length > 0 ? { 'x-kubernetes-patch-strategy': field.patchStrategies.join(',') } : {}),
    };
  }

  #typeSchema(type: FieldType, values?: readonly string[], itemValues?: readonly string[]): JsonObject {
    switch (type.kind) {
      case 'struct':
        return this.reference(type.definition);
      case 'list':
        return { type: 'array', items: this.#memberSchema(type.of, itemValues) };
      case 'map':
        return { type: 'object', additionalProperties: this.#memberSchema(type.of) };
      case 'quantity':
      case 'time':
      case 'microtime':
      case 'int-or-string':
        this.#addScalar(type.kind);
        return this.#refer(SCALARS[type.kind]);
      case 'any':
        return this.reference('runtime.RawExtension');
      case 'bytes':
        return { type: 'string', format: 'byte' };
      case 'bool':
        return { type: 'boolean' };
      case 'double':
        return { type: 'number', format: 'double' };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: type.kind };
      default:
        return { type: 'string', ...(values ? { enum: [...values] } : {}) };
    }
  }

  /** Members of lists and maps have defaults in the newer dialect. */
  #memberSchema(type: FieldType, values?: readonly string[]): JsonObject {
    const own = this.#typeSchema(type, values);
    if (this.#dialect === 'v2') return own;
    const zero = memberDefault(type);
    if ('$ref' in own) return { ...(zero === undefined ? {} : { default: zero }), allOf: [own] };
    return { ...own, ...(zero === undefined ? {} : { default: zero }) };
  }

  #addScalar(kind: keyof typeof SCALARS): void {
    const name = SCALARS[kind];
    if (this.#schemas.has(name)) return;
    this.#schemas.set(name, this.#dialect === 'v3' ? V3_SCALARS[kind] : V2_SCALARS[kind]);
  }
}

const V3_SCALARS: Readonly<Record<keyof typeof SCALARS, JsonObject>> = {
  quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  time: { type: 'string', format: 'date-time' },
  microtime: { type: 'string', format: 'date-time' },
  'int-or-string': { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
};

const V2_SCALARS: Readonly<Record<keyof typeof SCALARS, JsonObject>> = {
  quantity: { type: 'string' },
  time: { type: 'string', format: 'date-time' },
  microtime: { type: 'string', format: 'date-time' },
  'int-or-string': { type: 'string', format: 'int-or-string' },
};

/** The value that a field has in Go when nobody sets it, where the server tells of it. */
function zeroDefault({ type, always, required }: Field): string | number | boolean | JsonObject | undefined {
  if (type.kind === 'struct') return always === 'zero' && !definition(type.definition).any ? {} : undefined;
  if (!required || always !== 'zero') return undefined;
  return memberDefault(type);
}

function memberDefault(type: FieldType): string | number | boolean | JsonObject | undefined {
  switch (type.kind) {
    case 'string':
      return '';
    case 'int32':
    case 'int64':
    case 'double':
      return 0;
    case 'bool':
      return false;
    case 'struct':
      return {};
    default:
      return undefined;
  }
}
