import type { Json, JsonObject } from '../../../../api/json.ts';
import { notAcceptable } from '../../../../api/status.ts';
import type { Describe } from '../../../cluster.ts';
import type { KindDefinition } from '../../../kinds/define.ts';
import { documentV2, documentV3 } from '../../openapi/documents.ts';
import type * as Protobuf from '../../openapi/protobuf.ts';
import { load } from '../../openapi/protobuf.ts?lazy';
import { covers, parseAccept } from '../negotiation.ts';
import { textAnswer, type PlainAnswer } from '../plain-answer.ts';
import type { Target } from '../target.ts';
import { fingerprint } from './fingerprint.ts';

const JSON_TYPE = 'application/json';
/** The name that answers bear, and the one that older clients know. */
const PROTOBUF_TYPES = [
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
] as const;

type Headers = Readonly<Record<string, string>>;

/** A document that has been written, and the hash of its text. */
interface Written {
  text: string;
  bytes?: Uint8Array;
  hash: string;
}

/** Per set of kinds: it is the same array as long as nothing changes. */
const written = new WeakMap<readonly KindDefinition[], Map<string, Written>>();

/** /openapi/v2, /openapi/v3 and the documents of group versions below it; undefined for all else. JSON, and of v2 protobuf, which is all that older clients ask for. */
export function openapiAnswer(
  { path, query }: Target,
  headers: Headers,
  kinds: readonly KindDefinition[],
  describe: Describe = () => undefined,
): PlainAnswer | undefined {
  const [, version, name] = /^\/openapi\/(v2|v3)(?:\/(.*?))?\/?$/.exec(path) ?? [];
  if (version === undefined || (version === 'v2' && name)) return undefined;
  const document = (key: string, make: () => Json): Written => {
    const kept = written.get(kinds) ?? new Map<string, Written>();
    written.set(kinds, kept);
    let found = kept.get(key);
    if (!found) {
      const text = JSON.stringify(make());
      kept.set(key, (found = { text, hash: fingerprint(text) }));
    }
    return found;
  };
  const inProtobuf = ({ text, hash }: Written): Written => {
    const kept = written.get(kinds)!;
    const { protobufV2 } = load<typeof Protobuf>();
    const found = kept.get('v2 protobuf') ?? { text: '', bytes: protobufV2(JSON.parse(text) as JsonObject), hash: `${hash}-PB` };
    kept.set('v2 protobuf', found);
    return found;
  };
  const groupVersions = new Map<string, KindDefinition[]>();
  for (const kind of kinds) {
    const key = kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;
    groupVersions.set(key, [...(groupVersions.get(key) ?? []), kind]);
  }
  const ofGroupVersion = (key: string): Written => document(key, () => documentV3(groupVersions.get(key) ?? [], describe));
  if (version === 'v2') {
    const form = formOf(headers, [JSON_TYPE, ...PROTOBUF_TYPES]);
    const inJson = document('v2', () => documentV2(kinds, describe));
    if (form === JSON_TYPE) return tagged(inJson, headers);
    return tagged(inProtobuf(inJson), headers, { 'content-type': PROTOBUF_TYPES[0] });
  }
  if (name === undefined || name === '') {
    const keys = [...groupVersions.keys()].sort();
    const links = keys.map((key): [string, JsonObject] => [
      key,
      { serverRelativeURL: `/openapi/v3/${key}?hash=${ofGroupVersion(key).hash}` },
    ]);
    return tagged(
      document('v3', () => ({ paths: Object.fromEntries(links) })),
      headers,
    );
  }
  if (!groupVersions.has(name)) return undefined;
  formOf(headers, [JSON_TYPE]);
  const found = ofGroupVersion(name);
  const wanted = query.get('hash');
  if (wanted && wanted !== found.hash) {
    return textAnswer('', 301, { location: `/openapi/v3/${name}?hash=${found.hash}` });
  }
  const lasting: Record<string, string> = wanted ? { 'cache-control': 'public, immutable', vary: 'Accept' } : {};
  return tagged(found, headers, lasting);
}

function tagged({ text, bytes, hash }: Written, headers: Headers, more: Record<string, string> = {}): PlainAnswer {
  const etag = `"${hash}"`;
  const answer = { etag, vary: 'Accept-Encoding, Accept', ...more };
  if (headers['if-none-match'] === etag) return { status: 304, headers: answer, body: '' };
  return { status: 200, headers: { 'content-type': JSON_TYPE, ...answer }, body: text, ...(bytes ? { bytes } : {}) };
}

/** The one of these forms that the client wants most. NotAcceptable when it takes none. */
function formOf(headers: Headers, offered: readonly string[]): string {
  const accept = headers['accept'] ?? '';
  if (accept === '') return JSON_TYPE;
  for (const clause of parseAccept(accept)) {
    const form = offered.find((type) => covers(clause, type));
    if (form !== undefined) return form;
  }
  throw notAcceptable([JSON_TYPE]);
}
