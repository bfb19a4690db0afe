import { structOf, type Definition, type FieldType } from '../../api/schema/index.ts';
import * as types from './types.ts';
import type { CelType, ObjectType } from './types.ts';

/** A kind's type as the compiler knows it: for checking expressions of policies against the kinds that they are about. */
export function typeOfDefinition({ fields }: Definition, name: string): ObjectType {
  const known = new Map<string, CelType | undefined>();
  return {
    kind: 'object',
    name,
    field: (key) => {
      if (!known.has(key)) {
        const field = fields.get(key);
        known.set(key, field && typeOfField(field.type, `${name}.${key}`));
      }
      return known.get(key);
    },
  };
}

function typeOfField(type: FieldType, name: string): CelType {
  switch (type.kind) {
    case 'struct': {
      const struct = structOf(type);
      return struct.any || struct.fields.size === 0 ? types.DYN : typeOfDefinition(struct, name);
    }
    case 'list':
      return types.listOf(typeOfField(type.of, `${name}.@idx`));
    case 'map':
      return types.mapOf(types.STRING, typeOfField(type.of, `${name}.@elem`));
    case 'string':
      return types.STRING;
    case 'int32':
    case 'int64':
      return types.INT;
    case 'bool':
      return types.BOOL;
    case 'double':
      return types.DOUBLE;
    case 'bytes':
      return types.BYTES;
    case 'time':
    case 'microtime':
      return types.TIMESTAMP;
    default:
      return types.DYN;
  }
}
