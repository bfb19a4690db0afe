import { child, duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../../api/field-error.ts';
import type { CustomResourceDefinition } from '../../../api/types.ts';
import { propertySchema, type Schema } from '../../custom/schema.ts';
import { parseSimplePath } from '../../custom/simple-path.ts';
import type { HoistedVersion } from './hoisting.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MOST_SELECTABLE = 8;
const SELECTABLE_TYPES = ['string', 'boolean', 'integer'];

export function validateColumn(
  { name, type, format, jsonPath }: NonNullable<Version['additionalPrinterColumns']>[number],
  at: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(child(at, 'name')));
  if (!type) errors.push(required(child(at, 'type'), `must be one of ${COLUMN_TYPES.join(',')}`));
  else if (!COLUMN_TYPES.includes(type)) errors.push(notSupported(child(at, 'type'), type, COLUMN_TYPES));
  if (format && !COLUMN_FORMATS.includes(format)) errors.push(notSupported(child(at, 'format'), format, COLUMN_FORMATS));
  if (!jsonPath) errors.push(required(child(at, 'jsonPath')));
  else errors.push(...simplePath(child(at, 'jsonPath'), jsonPath));
  return errors;
}

export function validateSubresources(subresources: Version['subresources'], at: string): FieldError[] {
  const { scale } = subresources ?? {};
  if (!scale) return [];
  const path = child(at, 'scale');
  return [
    ...scalePath(child(path, 'specReplicasPath'), scale.specReplicasPath, ['.spec.'], 'should be a json path under .spec'),
    ...scalePath(child(path, 'statusReplicasPath'), scale.statusReplicasPath, ['.status.'], 'should be a json path under .status'),
    ...(scale.labelSelectorPath
      ? scalePath(
          child(path, 'labelSelectorPath'),
          scale.labelSelectorPath,
          ['.spec.', '.status.'],
          'should be a json path under either .status or .spec',
        )
      : []),
  ];
}

function scalePath(at: string, path: string | undefined, roots: readonly string[], rule: string): FieldError[] {
  if (!path) return [required(at)];
  const errors = simplePath(at, path);
  if (errors.length > 0) return errors;
  return roots.some((root) => path.startsWith(root)) ? [] : [invalid(at, path, rule)];
}

function simplePath(at: string, path: string): FieldError[] {
  return path.startsWith('.') ? [] : [invalid(at, path, 'must be a simple json path starting with .')];
}

export function validateSelectableFields({ selectableFields, schema }: HoistedVersion, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const fields = selectableFields ?? [];
  fields.forEach(({ jsonPath }, i) => {
    const path = child(at, i, 'jsonPath');
    if (!jsonPath) {
      errors.push(required(path));
      return;
    }
    const steps = parseSimplePath(jsonPath);
    if (!steps) errors.push(invalid(path, jsonPath, 'is an invalid path: does not refer to a valid field'));
    else if (steps[0] === 'metadata') errors.push(invalid(path, jsonPath, 'must not point to fields in metadata'));
    else if (schema?.openAPIV3Schema) errors.push(...selectable(path, jsonPath, steps, schema.openAPIV3Schema as unknown as Schema));
    if (fields.findIndex((other) => other.jsonPath === jsonPath) < i) errors.push(duplicate(path, jsonPath));
  });
  if (fields.length > MOST_SELECTABLE) errors.push(tooMany(at, fields.length, MOST_SELECTABLE));
  return errors;
}

function selectable(at: string, path: string, steps: readonly string[], root: Schema): FieldError[] {
  let schema: Schema | undefined = root;
  for (const step of steps) schema = schema && propertySchema(schema, step);
  if (!schema) return [invalid(at, path, 'is an invalid path: does not refer to a valid field')];
  if (schema.type && SELECTABLE_TYPES.includes(schema.type)) return [];
  return [
    invalid(at, path, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'),
  ];
}
