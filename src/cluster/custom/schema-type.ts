import type { Definition, Field, FieldType, ListType, MapType } from '../../api/schema/index.ts';
import { additionalSchema, type Schema } from './schema.ts';

/** The schema of a custom resource as a type, for everything that asks how lists and maps are merged (server-side apply, managed fields). */
export function customType(kind: string, schema: Schema): Definition {
  const own = Object.entries(schema.properties ?? {}).filter(([name]) => !['apiVersion', 'kind', 'metadata'].includes(name));
  const metadata: FieldType = { kind: 'struct', definition: 'meta.v1.ObjectMeta', go: 'v1.ObjectMeta' };
  return struct(
    kind,
    [field('apiVersion', { type: 'string' }), field('kind', { type: 'string' }), { ...field('metadata', {}), type: metadata }].concat(
      own.map(([name, part]) => field(name, part)),
    ),
    schema,
  );
}

function struct(name: string, fields: readonly Field[], schema: Schema): Definition {
  return {
    name,
    structName: name,
    fields: new Map(fields.map((each) => [each.name, each])),
    kinds: [],
    any: false,
    ...(schema['x-kubernetes-map-type'] ? { mapType: schema['x-kubernetes-map-type'] as MapType } : {}),
  };
}

/** Zero values of custom resources are values like others: nothing is left out when it is written. */
function field(name: string, schema: Schema): Field {
  return {
    name,
    type: typeOfSchema(name, schema),
    required: false,
    pointer: true,
    listType: (schema['x-kubernetes-list-type'] as ListType | undefined) ?? 'atomic',
    ...(schema['x-kubernetes-list-map-keys'] ? { mapKeys: schema['x-kubernetes-list-map-keys'] } : {}),
    ...(schema['x-kubernetes-map-type'] ? { mapType: schema['x-kubernetes-map-type'] as MapType } : {}),
    patchStrategies: [],
  };
}

const SCALARS: Readonly<Record<string, FieldType>> = {
  string: { kind: 'string', go: 'string' },
  integer: { kind: 'int64', go: 'int64' },
  number: { kind: 'double', go: 'float64' },
  boolean: { kind: 'bool', go: 'bool' },
};
const ANY: FieldType = { kind: 'any', go: 'interface {}' };

function typeOfSchema(name: string, schema: Schema): FieldType {
  if (schema['x-kubernetes-int-or-string'] === true) return { kind: 'int-or-string', go: 'intstr.IntOrString' };
  if (schema.type === 'array') return { kind: 'list', of: schema.items ? typeOfSchema(name, schema.items) : ANY, go: '[]interface {}' };
  if (schema.type !== 'object') return SCALARS[schema.type ?? ''] ?? ANY;
  const others = additionalSchema(schema);
  if (others) return { kind: 'map', of: typeOfSchema(name, others), go: 'map[string]interface {}' };
  if (!schema.properties) return { kind: 'map', of: ANY, go: 'map[string]interface {}' };
  const fields = Object.entries(schema.properties).map(([key, part]) => field(key, part));
  return { kind: 'struct', definition: name, go: 'map[string]interface {}', inline: struct(name, fields, schema) };
}
