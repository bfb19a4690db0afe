import { isObject, type Json, type JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { composeDocument } from '../yaml/compose.ts';
import { NotJson, YamlError } from '../yaml/errors.ts';
import { splitDocuments } from '../yaml/read.ts';
import { resolvePlain, type Resolved } from '../yaml/resolve.ts';

/** Not YAML at all: then what a kustomization names is not looked for as a folder. */
export class MalformedYaml extends UserError {}

/** A kustomization is read as all of Kubernetes' YAML. */
export function readKustomization(text: string): unknown {
  try {
    return composeDocument(text.endsWith('\n') ? text : `${text}\n`) ?? {};
  } catch (error) {
    if (error instanceof YamlError) throw new UserError(`invalid Kustomization: yaml: ${error.message}`);
    throw error instanceof NotJson ? new UserError(`invalid Kustomization: ${error.message}`) : error;
  }
}

/** Resources are read by YAML 1.2's rules for words, as kustomize does: `on` and `y` are text. */
export function resolveScalar(text: string): Resolved {
  const resolved = resolvePlain(text);
  if (resolved.kind === 'bool' && !/^true$|^false$/i.test(text)) return { kind: 'string', value: text };
  if (resolved.kind !== 'timestamp') return resolved;
  const time = new Date(/^\d{4}-\d\d?-\d\d?$/.test(text) ? `${text.replace(/-(\d)(?=-|$)/g, '-0$1')}T00:00:00Z` : text);
  return { kind: 'string', value: Number.isNaN(time.getTime()) ? text : time.toISOString().replace('.000Z', 'Z') };
}

/** The objects of a file, Lists taken apart. Throws UserError for what is no object with a name. */
export function readResources(text: string, file?: string): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const value of readValues(text, file)) objects.push(...expand(value));
  return objects;
}

/** The documents of a text, whatever they are; empty ones are left out. */
export function readValues(text: string, file?: string): Json[] {
  try {
    return [...splitDocuments(text)]
      .filter((chunk) => /^[ \t]*[^\s#]/m.test(chunk))
      .map((chunk) => composeDocument(chunk.endsWith('\n') ? chunk : `${chunk}\n`, resolveScalar) as Json)
      .filter((value) => value !== null && value !== undefined);
  } catch (error) {
    if (!(error instanceof YamlError || error instanceof NotJson)) throw error;
    const message = error instanceof YamlError ? `yaml: ${error.message}` : error.message;
    throw new MalformedYaml(file === undefined ? message : `MalformedYAMLError: ${message} in File: ${file}`);
  }
}

function expand(value: Json): JsonObject[] {
  if (isObject(value) && Object.keys(value).length === 0) return [];
  checkResource(value);
  if (!String(value['kind']).endsWith('List')) return [value];
  const { items } = value;
  if (items === undefined || items === null) return [];
  if (!Array.isArray(items)) throw new UserError(`expected array in ${String(value['kind'])}/items, but found ${typeof items}`);
  return items.flatMap(expand);
}

function checkResource(value: Json): asserts value is JsonObject {
  const { apiVersion, kind, metadata } = isObject(value) ? value : {};
  if (apiVersion === undefined && kind === undefined && metadata === undefined) throw new UserError('missing Resource metadata');
  const meta: JsonObject = isObject(metadata) ? metadata : {};
  const shown = `{{${word(apiVersion)} ${word(kind)}} {{${word(meta['name'])} ${word(meta['namespace'])}} ${map(meta['labels'])} ${map(meta['annotations'])}}}`;
  if (word(kind) === '') throw new UserError(`missing kind in object ${shown}`);
  if (word(meta['name']) === '' && !word(kind).endsWith('List')) throw new UserError(`missing metadata.name in object ${shown}`);
}

function word(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

function map(value: Json | undefined): string {
  const pairs = isObject(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : [];
  return `map[${pairs.map(([key, item]) => `${key}:${word(item)}`).join(' ')}]`;
}
