import { invalid, type FieldError } from '../../api/field-error.ts';
import { deepEqual, isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { decode, type Decoded } from '../../api/schema/decode.ts';
import { definition } from '../../api/schema/index.ts';
import { methodNotSupported, StatusError } from '../../api/status.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { evaluateRules } from '../cel/rule-evaluation.ts';
import { compileRules, type SchemaRules } from '../cel/validation-rules.ts';
import type { KindDefinition } from '../kinds/define.ts';
import { customColumns, type PrinterColumn } from './columns.ts';
import { applyDefaults } from './defaulting.ts';
import { validateEmbeddedResources } from './embedded-resources.ts';
import { pruned } from './pruning.ts';
import { scaleBindingOf, validateScaleSpec, validateScaleStatus, type ScalePaths } from './scale.ts';
import { customType } from './schema-type.ts';
import { validateListTypes, validateSchema } from './schema-validation.ts';
import type { Schema } from './schema.ts';
import { parseSimplePath, valueAt } from './simple-path.ts';

export type DefinitionVersion = CustomResourceDefinition['spec']['versions'][number];

/** Patches that custom resources understand: no table says how their lists are merged strategically. */
const PATCHES = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

/** Errors after which CEL rules would only stumble over what is known to be wrong. */
const BLOCKING = ['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid'];

/** The kind that one served version of a CustomResourceDefinition makes: everything follows from the version's schema. */
export function customKind(owner: CustomResourceDefinition, version: DefinitionVersion): KindDefinition {
  const { group, names, scope } = owner.spec;
  const schema = (version.schema?.openAPIV3Schema ?? {}) as Schema;
  const root: Schema = owner.spec.preserveUnknownFields === true ? { ...schema, 'x-kubernetes-preserve-unknown-fields': true } : schema;
  const scale = version.subresources?.scale as ScalePaths | undefined;
  const hasStatus = version.subresources?.status !== undefined;
  const rules = new CustomRules(root, scale);
  const storage = owner.spec.versions.find((each) => each.storage)?.name ?? version.name;
  const apiVersion = `${group}/${version.name}`;
  const convert = (object: KubeObject): KubeObject => {
    const copy = pruned(root, object as JsonObject, '', [], true) as KubeObject;
    copy.apiVersion = apiVersion;
    applyDefaults(root, copy as JsonObject);
    return copy;
  };
  return {
    group,
    version: version.name,
    kind: names.kind,
    ...(names.listKind ? { listKind: names.listKind } : {}),
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    namespaced: scope === 'Namespaced',
    ...(names.shortNames?.length ? { shortNames: names.shortNames } : {}),
    ...(names.categories?.length ? { categories: names.categories } : {}),
    definition: '',
    type: customType(names.kind, root),
    custom: owner.metadata.name,
    schema: root,
    storageVersion: storage,
    patches: PATCHES,
    nameRule: 'dns-subdomain',
    columns: customColumns(version.additionalPrinterColumns as PrinterColumn[] | undefined),
    ...(hasStatus ? { status: true } : {}),
    ...(scale ? { scale: scaleBindingOf(scale) } : {}),
    ...(version.deprecated ? { deprecated: version.deprecationWarning ?? `${apiVersion} ${names.kind} is deprecated` } : {}),
    fields: selectableFields(version),
    generation: (next, previous) => !deepEqual(counted(next, hasStatus), counted(previous, hasStatus)),
    decode: (body) => decodeCustom(root, body),
    // What was stored under another version, or before a default or the pruning of a field came, is read as this version has it.
    fromStored: convert,
    setDefaults: (object) => applyDefaults(root, object as JsonObject),
    prepareForCreate: (object) => {
      if (owner.metadata.deletionTimestamp) throw terminating(group, names.plural);
      if (hasStatus) delete object['status'];
    },
    validate: (object, previous) => rules.validate(object, previous),
    warnings: (object, previous) => rules.warnings(object, previous),
    validateStatusUpdate: (next, previous) => rules.validateStatus(next, previous),
  };
}

/** Nothing new comes while the old is being cleared away. */
function terminating(group: string, plural: string): StatusError {
  const { status } = methodNotSupported({ group, resource: plural }, 'create');
  return new StatusError({ ...status, message: 'create not allowed while custom resource definition is terminating' });
}

/** What the rules of a version's schema say against its objects. */
class CustomRules {
  readonly #schema: Schema;
  readonly #scale: ScalePaths | undefined;
  #rules: SchemaRules | null | undefined;

  constructor(schema: Schema, scale: ScalePaths | undefined) {
    this.#schema = schema;
    this.#scale = scale;
  }

  validate(object: KubeObject, previous: KubeObject | undefined): FieldError[] {
    const value = object as JsonObject;
    const errors = [
      ...validateSchema(this.#schema, value, '', previous as JsonObject | undefined),
      ...(this.#scale ? [...validateScaleSpec(object, this.#scale), ...validateScaleStatus(object, this.#scale)] : []),
      ...validateEmbeddedResources(this.#schema, value, ''),
      ...validateListTypes(this.#schema, value, ''),
    ];
    return [...errors, ...this.#ruled(this.#compiled(), errors, value, previous, '')];
  }

  /** What is as wrong as it was before: told, but no reason to refuse. */
  warnings(object: KubeObject, previous: KubeObject | undefined): readonly string[] {
    const rules = previous && this.#compiled();
    return rules ? evaluateRules(rules, object, previous).warnings : [];
  }

  /** Compiled when first needed: most clusters never write an object of most of their kinds. */
  #compiled(): SchemaRules | undefined {
    if (this.#rules === undefined) this.#rules = compileRules(this.#schema) ?? null;
    return this.#rules ?? undefined;
  }

  #ruled(rules: SchemaRules | undefined, errors: readonly FieldError[], value: unknown, previous: unknown, at: string): FieldError[] {
    if (!rules) return [];
    const left = rulesNotChecked(errors);
    return left ? [left] : evaluateRules(rules, value, previous, at).errors;
  }

  /** Only the status is looked at, as a value of its own. */
  validateStatus(next: KubeObject, previous: KubeObject): FieldError[] {
    const schema = this.#schema.properties?.['status'];
    const rules = this.#compiled()?.properties.get('status');
    const errors = [
      ...(schema ? validateSchema(schema, next['status'] as Json | undefined, 'status', previous['status'] as Json | undefined) : []),
      ...(this.#scale ? validateScaleStatus(next, this.#scale) : []),
      ...(schema ? validateListTypes(schema, next['status'] as Json | undefined, 'status') : []),
    ];
    return [...errors, ...this.#ruled(rules, errors, next['status'], previous['status'], 'status')];
  }
}

/** Tells whether rules have to be left alone, and the error that says so. */
function rulesNotChecked(errors: readonly FieldError[]): FieldError | undefined {
  if (!errors.some(({ type }) => BLOCKING.includes(type))) return undefined;
  const text = 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return invalid('', null, text);
}

/** A private copy with what the schema knows; metadata is decoded as that of any object. */
function decodeCustom(schema: Schema, body: JsonObject): Decoded {
  const unknownFields: string[] = [];
  const object = pruned(schema, body, '', unknownFields, true) as JsonObject;
  if (isObject(body['metadata'])) {
    const metadata = decode(definition('meta.v1.ObjectMeta'), body['metadata']);
    unknownFields.push(...metadata.unknownFields.map((field) => `metadata.${field}`));
    setOwn(object, 'metadata', metadata.object);
  } else if (body['metadata'] === null) delete object['metadata'];
  return { object, unknownFields };
}

/** What `metadata.generation` counts: all but the metadata, and but the status where it is a sub-resource. */
function counted({ metadata: _, status, ...rest }: KubeObject, hasStatus: boolean): unknown {
  return hasStatus ? rest : { ...rest, status };
}

function selectableFields({ selectableFields: declared }: DefinitionVersion): Record<string, (object: KubeObject) => string> {
  const entries = (declared ?? []).map(({ jsonPath }) => {
    const steps = parseSimplePath(jsonPath) ?? [];
    return [
      jsonPath.replace(/^\./, ''),
      (object: KubeObject) => {
        const value = valueAt(object, steps);
        return value === undefined || value === null ? '' : String(value);
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}
