import type { Representation } from '../../../api/client.ts';
import { notAcceptable, StatusError } from '../../../api/status.ts';
import type { Query } from './target.ts';

/** How an answer is written. */
export type MediaType = 'application/json' | 'application/yaml';

export interface OutputFormat {
  mediaType: MediaType;
  pretty: boolean;
  representation: Representation;
  /** `PartialObjectMetadataList` was asked for, which only lists can be. */
  listOnly: boolean;
  /** Version of meta.k8s.io that the representation is wanted in. */
  metaVersion: 'v1' | 'v1beta1';
}

/** One clause of an Accept header. */
export interface Clause {
  type: string;
  subtype: string;
  q: number;
  params: ReadonlyMap<string, string>;
}

/** The clauses of an Accept header, most wanted first, wildcards last among equals. */
export function parseAccept(header: string): Clause[] {
  const clauses = header.split(',').flatMap((part): Clause[] => {
    const [name = '', ...rest] = part.split(';').map((piece) => piece.trim());
    const [type = '', subtype = '', more] = name.split('/');
    if (more !== undefined || (subtype === '' && type !== '*')) return [];
    const params = new Map<string, string>();
    for (const pair of rest) {
      const [key = '', value] = pair.split('=', 2);
      if (value !== undefined) params.set(key.trim(), value.trim());
    }
    const q = Number(params.get('q') ?? 1);
    params.delete('q');
    return [{ type, subtype: subtype || '*', q: Number.isFinite(q) ? q : 1, params }];
  });
  const wildness = ({ type, subtype }: Clause): number => (type === '*' ? 2 : 0) + (subtype === '*' ? 1 : 0);
  return clauses.sort((a, b) => b.q - a.q || wildness(a) - wildness(b));
}

const SERIALIZERS: readonly MediaType[] = ['application/json', 'application/yaml'];
/** Watches are streams of JSON documents only. */
const STREAMS: readonly MediaType[] = ['application/json'];

/**
 * What to answer with. `restful` are resources, which can be shown as Tables and metadata only.
 * NotAcceptable when nothing fits that the client takes: protobuf and CBOR are not spoken.
 */
export function negotiateOutput(
  headers: Readonly<Record<string, string>>,
  query: Query,
  { restful = true, stream = false, yaml = true }: { restful?: boolean; stream?: boolean; yaml?: boolean } = {},
): OutputFormat {
  const offered = stream || !yaml ? STREAMS : SERIALIZERS;
  const plain: OutputFormat = {
    mediaType: 'application/json',
    pretty: wantsPretty(headers, query),
    representation: 'Object',
    listOnly: false,
    metaVersion: 'v1',
  };
  const accept = headers['accept'] ?? '';
  if (accept === '') return plain;
  for (const clause of parseAccept(accept)) {
    for (const mediaType of offered) {
      if (!covers(clause, mediaType)) continue;
      const format = withParameters({ ...plain, mediaType }, clause, restful);
      if (format) return format;
    }
  }
  throw notAcceptable(offered.map((type) => (stream ? `${type};stream=watch` : type)));
}

export function covers({ type, subtype }: Clause, mediaType: string): boolean {
  const [ownType, ownSubtype] = mediaType.split('/');
  return (type === '*' && subtype === '*') || (type === ownType && (subtype === '*' || subtype === ownSubtype));
}

/** Undefined when the clause wants what there is not. */
function withParameters(format: OutputFormat, { params }: Clause, restful: boolean): OutputFormat | undefined {
  const stream = params.get('stream') ?? '';
  if (stream !== '' && stream !== 'watch') return undefined;
  const result = { ...format, pretty: params.get('pretty') === '1' || format.pretty };
  const as = params.get('as');
  const version = params.get('v');
  if (as === undefined && version === undefined && !params.has('g')) return result;
  if (!restful || params.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  result.metaVersion = version;
  if (as === 'Table') return { ...result, representation: 'Table' };
  if (as === 'PartialObjectMetadata') return { ...result, representation: 'PartialObjectMetadata' };
  return as === 'PartialObjectMetadataList' ? { ...result, representation: 'PartialObjectMetadata', listOnly: true } : undefined;
}

/** `?pretty=true`, or somebody who reads it with their own eyes. */
function wantsPretty(headers: Readonly<Record<string, string>>, query: Query): boolean {
  const wish = query.get('pretty');
  if (wish) return /^(1|t|T|TRUE|true|True)$/.test(wish);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

/** Metadata alone can be had of an object or of a list, and the client has to know of which. */
export function checkRepresentation({ representation, listOnly }: OutputFormat, goType: string, isList: boolean): void {
  if (representation !== 'PartialObjectMetadata' || listOnly === isList) return;
  const wanted = listOnly ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  const text = `you requested ${wanted}, but the requested object is ${isList ? 'a' : 'not a'} list (${goType})`;
  throw new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: text,
    reason: 'NotAcceptable',
    code: 406,
  });
}
