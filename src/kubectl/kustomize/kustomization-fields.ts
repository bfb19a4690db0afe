import { isObject, type Json } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';

/** The Go types of fields: a scalar, `[]T`, `map:T`, or a struct of `structs`. */
const GVK = { group: 'string', version: 'string', kind: 'string' };
const ID = { ...GVK, name: 'string', namespace: 'string' };
const SELECTOR = { ...ID, annotationSelector: 'string', labelSelector: 'string' };
const OPTIONS = { labels: 'map:string', annotations: 'map:string', disableNameSuffixHash: 'bool', immutable: 'bool' };
const CONFIG_MAP = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: '[]string',
  files: '[]string',
  envs: '[]string',
  env: 'string',
  options: 'GeneratorOptions',
};
const IMAGE = { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' };
const FIELD_OPTIONS = { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' };

const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Kustomization: {
    apiVersion: 'string',
    kind: 'string',
    metadata: 'ObjectMeta',
    openapi: 'map:string',
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: 'map:string',
    labels: '[]Label',
    commonAnnotations: 'map:string',
    patchesStrategicMerge: '[]string',
    patchesJson6902: '[]Patch',
    patches: '[]Patch',
    images: '[]Image',
    imageTags: '[]Image',
    replacements: '[]ReplacementField',
    replicas: '[]Replica',
    vars: '[]Var',
    sortOptions: 'SortOptions',
    resources: '[]string',
    components: '[]string',
    crds: '[]string',
    bases: '[]string',
    configMapGenerator: '[]ConfigMapArgs',
    secretGenerator: '[]SecretArgs',
    helmGlobals: 'any',
    helmCharts: '[]any',
    helmChartInflationGenerator: '[]any',
    generatorOptions: 'GeneratorOptions',
    configurations: '[]string',
    generators: '[]string',
    transformers: '[]string',
    validators: '[]string',
    inventory: 'any',
    buildMetadata: '[]string',
  },
  ObjectMeta: { name: 'string', namespace: 'string', labels: 'map:string', annotations: 'map:string' },
  Label: { pairs: 'map:string', includeSelectors: 'bool', includeTemplates: 'bool', fields: '[]FieldSpec' },
  FieldSpec: { ...GVK, path: 'string', create: 'bool' },
  Patch: { path: 'string', patch: 'string', target: 'Selector', options: 'map:bool' },
  Selector: SELECTOR,
  Image: IMAGE,
  ReplacementField: { source: 'SourceSelector', sourceValue: 'string', targets: '[]TargetSelector', path: 'string' },
  SourceSelector: { ...ID, fieldPath: 'string', options: 'FieldOptions' },
  TargetSelector: { select: 'Selector', reject: '[]Selector', fieldPaths: '[]string', options: 'FieldOptions' },
  FieldOptions: FIELD_OPTIONS,
  Replica: { name: 'string', count: 'int64' },
  Var: { name: 'string', objref: 'Target', fieldref: 'FieldSelector' },
  Target: { apiVersion: 'string', ...ID },
  FieldSelector: { fieldPath: 'string' },
  SortOptions: { order: 'string', legacySortOptions: 'LegacySortOptions' },
  LegacySortOptions: { orderFirst: '[]string', orderLast: '[]string' },
  ConfigMapArgs: CONFIG_MAP,
  SecretArgs: { ...CONFIG_MAP, type: 'string' },
  GeneratorOptions: OPTIONS,
};

const goKind = (value: Json): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value === 'object' ? 'object' : typeof value;

const GO_NAMES: Readonly<Record<string, string>> = { 'map:string': 'map[string]string', 'map:bool': 'map[string]bool' };
const INLINE: Readonly<Record<string, string>> = { Kustomization: 'types.Kustomization' };

function goName(type: string): string {
  if (type.startsWith('[]')) return `[]${goName(type.slice(2))}`;
  if (GO_NAMES[type]) return GO_NAMES[type];
  return type in structs ? (INLINE[type] ?? `types.${type}`) : type;
}

/** Names and types of all fields, in the words of Go's JSON decoder; names in any case get the right one. */
export function checkFields(document: Json): void {
  check(document, 'Kustomization', 'Kustomization', '');
}

/** `at` is the path from the kustomization, as the JSON decoder tells it. */
function check(value: Json | undefined, type: string, owner: string, at: string): void {
  if (value === undefined || value === null || type === 'any') return;
  const mismatch = (wanted = type): UserError =>
    new UserError(
      at === ''
        ? `invalid Kustomization: json: cannot unmarshal ${goKind(value)} into Go value of type ${goName(wanted)}`
        : `invalid Kustomization: json: cannot unmarshal ${described(value, wanted)} into Go struct field ${owner}.${at} of type ${goName(wanted)}`,
    );
  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) throw mismatch();
    return value.forEach((item, index) => check(item, type.slice(2), owner, `${at}.${index}`));
  }
  if (type.startsWith('map:')) {
    if (!isObject(value)) throw mismatch();
    return Object.entries(value).forEach(([key, item]) => check(item, type.slice(4), owner, `${at}.${key}`));
  }
  const fields = structs[type];
  if (fields) {
    if (!isObject(value)) throw mismatch();
    for (const [name, item] of Object.entries(value)) {
      // Go's decoder takes names in any case.
      const known = Object.hasOwn(fields, name) ? name : Object.keys(fields).find((field) => field.toLowerCase() === name.toLowerCase());
      if (known === undefined) throw new UserError(`invalid Kustomization: json: unknown field "${name}"`);
      check(item, fields[known]!, owner, at === '' ? known : `${at}.${known}`);
      if (known !== name) {
        value[known] = item;
        delete value[name];
      }
    }
    return;
  }
  const wanted = type === 'bool' ? 'boolean' : type === 'string' ? 'string' : 'number';
  if (typeof value !== wanted || (wanted === 'number' && !Number.isInteger(value))) throw mismatch();
}

function described(value: Json, type: string): string {
  return typeof value === 'number' && (type === 'int' || type === 'int64') ? `number ${value}` : goKind(value);
}
