import { htmlEscaped, sortedJson } from '../../../api/go-text.ts';
import { parseGroupVersion, type KubeObject } from '../../../api/object.ts';
import { definitionForKind } from '../../../api/schema/index.ts';
import { inStructOrder, metadataInOrder } from '../../../api/schema/struct-order.ts';
import type { Status } from '../../../api/status.ts';
import type { YamlCodec } from '../../cluster.ts';
import type { OutputFormat } from './negotiation.ts';

/** Texts of stored objects: they never change in place, and one object is asked for, listed and watched many times. */
const texts = new WeakMap<KubeObject, string>();
const metadataTexts = new WeakMap<object, string>();

/** JSON as Go's encoder writes it: in the order of structs, without `<`, `>` and `&`. */
export function objectText(object: KubeObject): string {
  const { kind = '' } = object;
  if (kind === 'Status') return statusText(object as unknown as Status);
  if (kind === 'Table') return tableText(object);
  if (kind === 'PartialObjectMetadata') return partialText(object);
  if (kind.endsWith('List') && Array.isArray(object['items'])) return listText(object);
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = htmlEscaped(isBuiltIn(object, kind) ? JSON.stringify(inStructOrder(object)) : sortedJson(object));
  texts.set(object, text);
  return text;
}

function isBuiltIn({ apiVersion = '' }: KubeObject, kind: string): boolean {
  const { group, version } = parseGroupVersion(apiVersion);
  return definitionForKind(group, version, kind) !== undefined;
}

/** The members of a list are texts that are mostly known already. Those of built-in lists do not say what they are: the list does. */
function listText({ kind = '', apiVersion = '', metadata, items }: KubeObject): string {
  const head = JSON.stringify({ kind, apiVersion, metadata: listMeta(metadata) });
  const itemKind = kind.slice(0, -'List'.length);
  const typed = isBuiltIn({ apiVersion, metadata }, itemKind);
  const type = `{"kind":${JSON.stringify(itemKind)},"apiVersion":${JSON.stringify(apiVersion)},`;
  const members = (items as KubeObject[]).map((item) => {
    const text = objectText(item);
    return typed && text.startsWith(type) ? `{${text.slice(type.length)}` : text;
  });
  return typed || kind === 'PartialObjectMetadataList'
    ? `${head.slice(0, -1)},"items":[${members.join(',')}]}`
    : `{"apiVersion":${JSON.stringify(apiVersion)},"items":[${members.join(',')}],"kind":${JSON.stringify(kind)},"metadata":${sortedJson(listMeta(metadata))}}`;
}

function partialText({ apiVersion, metadata }: KubeObject): string {
  let text = metadataTexts.get(metadata);
  if (text === undefined) {
    text = htmlEscaped(JSON.stringify(metadataInOrder(metadata)));
    metadataTexts.set(metadata, text);
  }
  return `{"kind":"PartialObjectMetadata","apiVersion":${JSON.stringify(apiVersion)},"metadata":${text}}`;
}

function statusText({ kind, apiVersion, metadata, status, message, reason, details, code }: Status): string {
  const ordered = details && {
    name: details.name,
    group: details.group,
    kind: details.kind,
    uid: details.uid,
    causes: details.causes?.map(({ reason: why, message: text, field }) => ({ reason: why, message: text, field })),
    retryAfterSeconds: details.retryAfterSeconds,
  };
  return htmlEscaped(JSON.stringify({ kind, apiVersion, metadata, status, message, reason: reason || undefined, details: ordered, code }));
}

/** Rows of a Table carry objects. */
function tableText(table: KubeObject): string {
  const { kind, apiVersion, metadata, columnDefinitions, rows } = table;
  const head = JSON.stringify({ kind, apiVersion, metadata: listMeta(metadata), columnDefinitions });
  const lines = (rows as { cells: unknown[]; object: KubeObject | null }[]).map(
    ({ cells, object }) => `{"cells":${htmlEscaped(JSON.stringify(cells))},"object":${object === null ? 'null' : objectText(object)}}`,
  );
  return `${htmlEscaped(head).slice(0, -1)},"rows":[${lines.join(',')}]}`;
}

function listMeta(metadata: object): object {
  const { resourceVersion, continue: token, remainingItemCount } = metadata as Record<string, unknown>;
  return { resourceVersion, continue: token, remainingItemCount };
}

/** A whole document in the format that was agreed on, with its last line's end. */
export function documentText(json: string, { mediaType, pretty }: Pick<OutputFormat, 'mediaType' | 'pretty'>, yaml?: YamlCodec): string {
  if (mediaType === 'application/yaml' && yaml) return yaml.stringify(JSON.parse(json));
  return `${pretty ? htmlEscaped(JSON.stringify(JSON.parse(json), undefined, 2)) : json}\n`;
}
