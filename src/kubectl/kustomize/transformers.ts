import { isObject, type Json } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import {
  annotationSpecs,
  labelSpecs,
  namespaceSpecs,
  replicaSpecs,
  selectorLabelSpecs,
  templateLabelSpecs,
  type FieldSpec,
} from './field-specs.ts';
import { addPairs, changeFields } from './fields.ts';
import { changeImages } from './images.ts';
import { readValues } from './documents.ts';
import type { Kustomization, Replacement } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { configError } from './config-error.ts';
import { applyPatch, readJsonPatch, readPatch, readStrategicPatches } from './patches.ts';
import { applyReplacement } from './replacements.ts';
import { isClusterScoped, isSelected, sameId, type Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';

/** One change of all resources of a build; `plugin` is what `buildMetadata` calls it, for those that are always there it is undefined. */
export interface Transformer {
  plugin?: string;
  transform(list: ResourceList): void;
}

/** What a kustomization does to its resources, in kustomize's order. Patches are read at once, so that what is wrong with them is told first. */
export function transformersOf(kustomization: Kustomization, loader: Loader): Transformer[] {
  const { namespace = '', namePrefix = '', nameSuffix = '', commonAnnotations = {}, replicas = [], images = [] } = kustomization;
  const { patchesStrategicMerge = [], patches = [], patchesJson6902 = [], replacements = [] } = kustomization;
  const strategic = patchesStrategicMerge.length > 0 ? [readStrategicPatches(patchesStrategicMerge, loader)] : [];
  const others = patches.map((entry) => readPatch(entry, loader));
  const json = patchesJson6902.map((entry) => readJsonPatch(entry, loader));
  const replacing = replacements.flatMap((entry) => readReplacement(entry, replacements, loader));
  const each = (change: (resource: Resource) => void) => (list: ResourceList) => list.items.forEach(change);
  const all: (Transformer | false)[] = [
    ...strategic.map((patch) => ({ plugin: 'PatchStrategicMergeTransformer', transform: (list: ResourceList) => applyPatch(list, patch) })),
    ...others.map((patch) => ({ plugin: 'PatchTransformer', transform: (list: ResourceList) => applyPatch(list, patch) })),
    namespace !== '' && { plugin: 'NamespaceTransformer', transform: (list) => setNamespace(list, namespace) },
    { ...(namePrefix !== '' && { plugin: 'PrefixTransformer' }), transform: each((resource) => affix(resource, namePrefix, 'prefixes')) },
    { ...(nameSuffix !== '' && { plugin: 'SuffixTransformer' }), transform: each((resource) => affix(resource, nameSuffix, 'suffixes')) },
    ...labelTransformers(kustomization),
    Object.keys(commonAnnotations).length > 0 && {
      plugin: 'AnnotationsTransformer',
      transform: each((resource) => addPairs(resource, annotationSpecs, commonAnnotations)),
    },
    ...json.map((patch) => ({ plugin: 'PatchJson6902Transformer', transform: (list: ResourceList) => applyPatch(list, patch) })),
    ...replicas.map(({ name = '', count = 0 }) => ({
      plugin: 'ReplicaCountTransformer',
      transform: (list: ResourceList) => setReplicas(list, name, count),
    })),
    ...images.map((entry) => ({ plugin: 'ImageTagTransformer', transform: each((resource) => changeImages(resource, entry)) })),
    replacing.length > 0 && {
      plugin: 'ReplacementTransformer',
      transform: (list) => replacing.forEach((replacement) => applyReplacement(list, replacement)),
    },
  ];
  return all.filter((transformer) => transformer !== false);
}

function readReplacement(entry: Replacement & { path?: string }, all: unknown, loader: Loader): Replacement[] {
  if (!entry.path) return [entry];
  const fail = (message: string): UserError => configError('ReplacementTransformer', { Replacements: all }, message);
  if (entry.source || entry.targets) throw fail('cannot specify both path and inline replacement');
  try {
    return readValues(loader.load(entry.path).toString(), entry.path).flatMap((value) => value as unknown as Replacement | Replacement[]);
  } catch (error) {
    throw error instanceof UserError ? fail(error.message) : error;
  }
}

function labelTransformers({ labels = [], commonLabels = {} }: Kustomization): Transformer[] {
  const entries = labels.map(({ pairs = {}, includeSelectors, includeTemplates, fields = [] }) => ({
    pairs,
    specs: [
      ...fields.map((field): FieldSpec => ({ ...field, path: field.path ?? '' })),
      ...(includeSelectors ? selectorLabelSpecs : includeTemplates ? templateLabelSpecs : labelSpecs),
    ],
  }));
  if (Object.keys(commonLabels).length > 0) entries.push({ pairs: commonLabels, specs: [...selectorLabelSpecs] });
  return entries.map(({ pairs, specs }) => ({
    plugin: 'LabelTransformer',
    transform: (list) => list.items.forEach((resource) => addPairs(resource, specs, pairs)),
  }));
}

function setNamespace(list: ResourceList, namespace: string): void {
  for (const resource of list.items) {
    resource.rememberId();
    if (!isClusterScoped(resource.gvk)) resource.namespace = namespace;
    const { object, kind } = resource;
    // Only the account that every namespace has is meant to be one of the new namespace; references to others follow their objects.
    if ((kind === 'RoleBinding' || kind === 'ClusterRoleBinding') && Array.isArray(object['subjects']))
      for (const subject of object['subjects']) if (isObject(subject) && subject['name'] === 'default') subject['namespace'] = namespace;
    for (const spec of namespaceSpecs) changeFields(resource, spec, '', () => namespace);
    const same = list.items.filter((other) => sameId(other.id, resource.id));
    if (same.length !== 1) throw new UserError(`namespace transformation produces ID conflict: [${same.join(' ')}]`);
  }
}

/** Kinds whose names are not theirs to choose. */
const FIXED_NAMES = [{ kind: 'CustomResourceDefinition' }, { kind: 'APIService', group: 'apiregistration.k8s.io' }, { kind: 'Namespace' }];

function affix(resource: Resource, text: string, affixes: 'prefixes' | 'suffixes'): void {
  if (text === '' || FIXED_NAMES.some((fixed) => isSelected(resource.originalId, fixed))) return;
  resource[affixes].push(text);
  resource.rememberId();
  resource.name = affixes === 'prefixes' ? text + resource.name : resource.name + text;
}

function setReplicas(list: ResourceList, name: string, count: number): void {
  let found = false;
  for (const spec of replicaSpecs) {
    for (const resource of list.byAnyId((id) => id.name === name && isSelected(id, spec))) {
      found = true;
      changeFields(resource, spec, 0, (): Json => count);
    }
  }
  if (!found) {
    const kinds = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].map((kind) => `${kind}.[noVer].[noGrp]`);
    throw new UserError(`resource with name ${name} does not match a config with the following GVK [${kinds.join(' ')}]`);
  }
}
