import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { goJson } from '../../api/go-text.ts';
import type { JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import type { GeneratorArgs, GeneratorOptions } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { Resource } from './resource.ts';

/** A ConfigMap or Secret out of literals, files and env files. */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  args: GeneratorArgs,
  globals: GeneratorOptions | undefined,
  loader: Loader,
): Resource {
  if (!args.name) throw new UserError('a configmap must have a name');
  const options = mergedOptions(args.options, globals);
  const object: JsonObject = {
    apiVersion: 'v1',
    kind,
    metadata: { name: args.name, ...(args.namespace && { namespace: args.namespace }) },
  };
  const resource = new Resource(object);
  if (kind === 'Secret') object['type'] = args.type || 'Opaque';
  const pairs = readPairs(args, loader);
  for (const [key, bytes] of pairs) {
    const text = kind === 'Secret' ? undefined : utf8(bytes);
    const field = kind === 'Secret' || text !== undefined ? 'data' : 'binaryData';
    ((object[field] ??= {}) as JsonObject)[key] = text ?? bytes.toString('base64');
  }
  resource.setStrings('labels', { ...options.labels });
  resource.setStrings('annotations', { ...options.annotations });
  if (options.immutable) object['immutable'] = true;
  resource.needsHash = options.disableNameSuffixHash !== true;
  resource.behavior = ['create', 'replace', 'merge'].includes(args.behavior ?? '')
    ? (args.behavior as Resource['behavior'])
    : 'unspecified';
  return resource;
}

/** Labels and annotations of the generator itself go before those for all. */
function mergedOptions(own: GeneratorOptions = {}, globals: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...globals.labels, ...own.labels },
    annotations: { ...globals.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash === true || globals.disableNameSuffixHash === true,
    immutable: own.immutable === true || globals.immutable === true,
  };
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readPairs(args: GeneratorArgs, loader: Loader): Map<string, Buffer> {
  const pairs = new Map<string, Buffer>();
  const add = (key: string, value: Buffer): void => {
    if (pairs.has(key)) throw new UserError(`configmap ${args.name ?? ''} illegally repeats the key \`${key}\``);
    pairs.set(key, value);
  };
  const all = [
    ...source(`env source files: [${(args.envs ?? []).join(' ')}]`, () =>
      (args.envs ?? []).flatMap((path) => envLines(loader.load(path).toString())),
    ),
    ...source(`literal sources [${(args.literals ?? []).join(' ')}]`, () => (args.literals ?? []).map(literal)),
    ...source(`file sources: [${(args.files ?? []).join(' ')}]`, () =>
      (args.files ?? []).map((text): [string, Buffer] => {
        const { key, path } = fileSource(text);
        return [key, loader.load(path)];
      }),
    ),
  ];
  for (const [key, value] of all) add(key, value);
  return pairs;
}

function source(shown: string, read: () => [string, Buffer][]): [string, Buffer][] {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`loading KV pairs: ${shown}: ${error.message}`);
    throw error;
  }
}

function literal(text: string): [string, Buffer] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UserError(`invalid literal source ${text}, expected key=value`);
  const value = text.slice(equals + 1);
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(value);
  return [text.slice(0, equals), Buffer.from(quoted && value.length > 1 ? (quoted[1] ?? quoted[2] ?? '') : value)];
}

function fileSource(text: string): { key: string; path: string } {
  const equals = text.indexOf('=');
  if (equals < 0) return { key: basename(text), path: text };
  const [key, path] = [text.slice(0, equals), text.slice(equals + 1)];
  if (key === '') throw new UserError(`missing key name for file path ${JSON.stringify(path)} in source ${JSON.stringify(text)}`);
  if (path.includes('=')) throw new UserError(`source ${JSON.stringify(text)} key name or file path contains '='`);
  if (path === '') throw new UserError(`missing file path for key name ${JSON.stringify(key)} in source ${JSON.stringify(text)}`);
  return { key, path };
}

/** `KEY=VALUE` a line; a key alone is empty, quotes belong to the value. Lines without a key count for nothing. */
function envLines(text: string): [string, Buffer][] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      const key = equals < 0 ? line : line.slice(0, equals);
      return [key, Buffer.from(equals < 0 ? '' : line.slice(equals + 1))] as [string, Buffer];
    })
    .filter(([key]) => key !== '');
}

const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The ten letters behind a generated name: they change when the content does. What the object is called does not count. */
export function hashOf({ object, kind }: Resource): string {
  const data = object['data'] ?? '';
  const content =
    kind === 'ConfigMap'
      ? { kind, name: '', data, ...(object['binaryData'] !== undefined && { binaryData: object['binaryData'] }) }
      : kind === 'Secret'
        ? {
            kind,
            type: object['type'] ?? '',
            name: '',
            data,
            ...(object['stringData'] !== undefined && { stringData: object['stringData'] }),
          }
        : object;
  const digest = createHash('sha256').update(goJson(content)).digest('hex');
  return digest.slice(0, 10).replace(/[013ae]/g, (char) => LETTERS[char]!);
}
