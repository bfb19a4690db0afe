import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { configError } from './config-error.ts';
import { checkFields } from './kustomization-fields.ts';
import type { Behavior } from './resource.ts';
import type { Selector } from './resource-list.ts';

export interface GeneratorOptions {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

export interface GeneratorArgs {
  name?: string;
  namespace?: string;
  behavior?: Behavior | '';
  literals?: string[];
  files?: string[];
  env?: string;
  envs?: string[];
  options?: GeneratorOptions;
  /** Secrets only. */
  type?: string;
}

export interface PatchEntry {
  path?: string;
  patch?: string;
  target?: Selector;
  options?: Record<string, boolean>;
}

export interface ImageEntry {
  name?: string;
  newName?: string;
  newTag?: string;
  tagSuffix?: string;
  digest?: string;
}

export interface LabelEntry {
  pairs?: Record<string, string>;
  includeSelectors?: boolean;
  includeTemplates?: boolean;
  fields?: { group?: string; version?: string; kind?: string; path?: string; create?: boolean }[];
}

export interface FieldOptions {
  delimiter?: string;
  index?: number;
  create?: boolean;
  encoding?: string;
}

export interface Replacement {
  source?: {
    group?: string;
    version?: string;
    kind?: string;
    name?: string;
    namespace?: string;
    fieldPath?: string;
    options?: FieldOptions;
  };
  sourceValue?: string;
  targets?: { select?: Selector; reject?: Selector[]; fieldPaths?: string[]; options?: FieldOptions }[];
}

export interface Variable {
  name?: string;
  objref?: { apiVersion?: string; group?: string; version?: string; kind?: string; name?: string; namespace?: string };
  fieldref?: { fieldPath?: string };
}

export interface Kustomization {
  kind: string;
  apiVersion: string;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Record<string, string>;
  labels?: LabelEntry[];
  commonAnnotations?: Record<string, string>;
  patchesStrategicMerge?: string[];
  patchesJson6902?: PatchEntry[];
  patches?: PatchEntry[];
  images?: ImageEntry[];
  replacements?: (Replacement & { path?: string })[];
  replicas?: { name?: string; count?: number }[];
  vars?: Variable[];
  sortOptions?: { order?: string; legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] } };
  resources?: string[];
  components?: string[];
  configMapGenerator?: GeneratorArgs[];
  secretGenerator?: GeneratorArgs[];
  generatorOptions?: GeneratorOptions;
  buildMetadata?: string[];
}

/** Fields that are known and not modelled. */
const UNSUPPORTED = [
  'openapi',
  'crds',
  'helmGlobals',
  'helmCharts',
  'helmChartInflationGenerator',
  'configurations',
  'generators',
  'transformers',
  'validators',
];

const DEPRECATED: Readonly<Record<string, [instead: string, experimental?: true]>> = {
  bases: ['resources'],
  commonLabels: ['labels'],
  imageTags: ['images'],
  patchesJson6902: ['patches'],
  patchesStrategicMerge: ['patches'],
  vars: ['replacements', true],
};

/** Checks names and types of all fields in kustomize's words; `warn` hears of deprecated ones. `root` is the folder, for messages. */
export function decodeKustomization(document: unknown, root: string, warn: (text: string) => void): Kustomization {
  checkFields(document as Json);
  const given = (isObject(document) ? document : {}) as JsonObject;
  for (const [field, [instead, experimental]] of Object.entries(DEPRECATED)) {
    if (given[field] === undefined || given[field] === null) continue;
    const fix = `${experimental ? '[EXPERIMENTAL] ' : ''}Run 'kustomize edit fix' to update your Kustomization automatically.`;
    warn(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${fix}`);
  }
  if (Object.entries(given).every(([field, value]) => field === 'kind' || field === 'apiVersion' || isZero(value)))
    throw new UserError('kustomization.yaml is empty');
  const kustomization = withDefaults(given);
  const faults = versionFaults(kustomization);
  if (faults.length > 0) throw new UserError(`Failed to read kustomization file under ${root}:\n${faults.join('\n')}`);
  const [chart] = (given['helmCharts'] ?? []) as Json[];
  if (chart !== undefined) throw configError('HelmChartInflationGenerator', chart, 'must specify --enable-helm');
  for (const field of UNSUPPORTED) {
    if (given[field] !== undefined && !isEmptyValue(given[field]))
      throw new UserError(`kustomizations with '${field}' are not supported by kubesim`);
  }
  return kustomization;
}

/** What Go leaves as if it was not there; empty lists and maps are something. */
function isZero(value: Json): boolean {
  return value === null || value === '' || value === false;
}

function isEmptyValue(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function withDefaults(given: JsonObject): Kustomization {
  const kind = (given['kind'] as string) || 'Kustomization';
  const { bases, imageTags, ...rest } = given as Record<string, never>;
  const kustomization = {
    ...(rest as unknown as Kustomization),
    kind,
    apiVersion: (given['apiVersion'] as string) || versionOf(kind),
    resources: [...((given['resources'] as string[]) ?? []), ...(bases ?? [])],
    images: [...((given['images'] as ImageEntry[]) ?? []), ...(imageTags ?? [])],
  };
  for (const args of [...(kustomization.configMapGenerator ?? []), ...(kustomization.secretGenerator ?? [])])
    if (args.env) args.envs = [...(args.envs ?? []), args.env];
  return kustomization;
}

function versionOf(kind: string): string {
  return kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
}

function versionFaults({ kind, apiVersion }: Kustomization): string[] {
  const faults: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') faults.push('kind should be Kustomization or Component');
  if (apiVersion !== versionOf(kind)) faults.push(`apiVersion for ${kind} should be ${versionOf(kind)}`);
  return faults;
}
