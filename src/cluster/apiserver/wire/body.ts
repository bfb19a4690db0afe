import type { PatchType } from '../../../api/client.ts';
import { scanJson } from '../../../api/json-syntax.ts';
import { isObject, type Json } from '../../../api/json.ts';
import { jsonTypeOf } from '../../../api/schema/decode-error.ts';
import { badRequest, requestEntityTooLarge, unsupportedMediaType } from '../../../api/status.ts';
import type { YamlCodec } from '../../cluster.ts';
import { MEDIA_TYPES } from './media-types.ts';

/** A body that has been read: its value, and what a strict reader complains of. */
export interface Body {
  value: Json;
  faults: readonly string[];
}

/** Larger bodies (bytes) are refused unread: nothing that large becomes an object. */
export const LARGEST_BODY = 3 << 20;

export function refuseTooLarge(text: string | undefined): void {
  if (text === undefined || text.length * 3 <= LARGEST_BODY) return;
  if (text.length > LARGEST_BODY || new TextEncoder().encode(text).length > LARGEST_BODY)
    throw requestEntityTooLarge(`limit is ${LARGEST_BODY}`);
}

/** The media type of a Content-Type header, or undefined when it is none. Absent means JSON. */
function mediaTypeOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return 'application/json';
  const type = /^\s*([^\s;/]+\/[^\s;/]+)\s*(?:;.*)?$/.exec(header)?.[1];
  return type?.toLowerCase();
}

/** Reads an object. `kind` is what it has to be. BadRequest in the server's words; UnsupportedMediaType for what is neither JSON nor YAML. */
export function readObject(
  text: string | undefined,
  contentType: string | undefined,
  kind: string,
  yaml: YamlCodec | undefined,
): Body & { value: Record<string, Json> } {
  const mediaType = mediaTypeOf(contentType);
  if (mediaType !== 'application/json' && !(mediaType === 'application/yaml' && yaml)) throw unsupportedMediaType(MEDIA_TYPES);
  const given = text ?? '';
  const refuse = (why: string): never => {
    const text = `couldn't get version/kind; json parse error: ${why}`;
    throw badRequest(`the object provided is unrecognized (must be of type ${kind}): ${text} (${summary(given)})`);
  };
  const body = mediaType === 'application/yaml' ? readYaml(given, yaml as YamlCodec, refuse) : readJson(given, refuse);
  const { value } = body;
  if (!isObject(value)) {
    const struct = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    return value === null
      ? { value: {}, faults: body.faults }
      : refuse(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type ${struct}`);
  }
  for (const field of ['apiVersion', 'kind'] as const) {
    const given = value[field];
    if (given !== undefined && given !== null && typeof given !== 'string')
      refuse(`json: cannot unmarshal ${jsonTypeOf(given)} into Go struct field .${field} of type string`);
  }
  return { value, faults: body.faults };
}

const PATCH_MEDIA_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Custom resources know no strategic patches, and name what they know. */
export function patchTypeOf(contentType: string | undefined, custom: boolean): PatchType {
  const mediaType = (contentType ?? '').split(';')[0] as string;
  const type = Object.hasOwn(PATCH_MEDIA_TYPES, mediaType) ? PATCH_MEDIA_TYPES[mediaType] : undefined;
  if (type !== undefined && !(custom && type === 'strategic')) return type;
  const error = unsupportedMediaType(Object.keys(PATCH_MEDIA_TYPES).filter((name) => !name.includes('strategic')));
  if (custom) throw error;
  error.status.message = '415: Unsupported Media Type';
  error.status.details = {};
  throw error;
}

export function readPatch(text: string | undefined, type: PatchType, yaml: YamlCodec | undefined): Body {
  const given = text ?? '';
  if (type === 'apply') return readYaml(given, yaml, (why) => refusePatch(`error decoding YAML: ${why}`));
  const prefix = type === 'strategic' ? '' : 'error decoding patch: ';
  const { value, faults } = readJson(given, (why) => refusePatch(prefix + why));
  // A patch that is a mere text goes on as JSON, to be told from one that is not JSON at all.
  const patch = typeof value === 'string' ? JSON.stringify(value) : value;
  return { value: patch, faults: type === 'json' ? faults.map((fault) => `json patch ${fault}`) : faults };
}

function refusePatch(why: string): never {
  throw badRequest(why);
}

export function readJson(text: string, refuse: (why: string) => never): Body {
  const { error, duplicates } = scanJson(text);
  if (error !== undefined) return refuse(error);
  return { value: JSON.parse(text) as Json, faults: duplicates.map((path) => `duplicate field "${path}"`) };
}

/** Most YAML that comes is JSON. */
function readYaml(text: string, yaml: YamlCodec | undefined, refuse: (why: string) => never): Body {
  const { error, duplicates } = scanJson(text);
  if (error === undefined) return { value: JSON.parse(text) as Json, faults: duplicates.map((path) => `duplicate field "${path}"`) };
  if (!yaml) return refuse(error);
  const parsed = yaml.parse(text);
  if ('error' in parsed) return refuse(`error converting YAML to JSON: ${parsed.error}`);
  // What YAML can say and JSON cannot (cycles, depths) is found out on the way.
  return readJson(parsed.json, refuse);
}

/** The beginning of a body that is no object, as the server quotes it: other texts than JSON objects in hexadecimal. */
function summary(text: string): string {
  if (text === '') return '<empty>';
  if (text.startsWith('{')) {
    const bytes = new TextEncoder().encode(text);
    return bytes.length > 30 ? `${new TextDecoder().decode(bytes.slice(0, 30))} ...` : text;
  }
  const bytes = new TextEncoder().encode(text.slice(0, 31));
  const hex = [...bytes.slice(0, 30)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > 30 ? `${hex} ...` : hex;
}
