import type { Json, JsonObject } from '../../../../api/json.ts';
import { notAcceptable } from '../../../../api/status.ts';
import type { Describe } from '../../../cluster.ts';
import type { KindDefinition } from '../../../kinds/define.ts';
import { documentV2, documentV3 } from '../../openapi/documents.ts';
import { covers, parseAccept } from '../negotiation.ts';
import { jsonAnswer, textAnswer, type PlainAnswer } from '../plain-answer.ts';
import type { Target } from '../target.ts';
import { fingerprint } from './fingerprint.ts';

type Headers = Readonly<Record<string, string>>;

/** A document that has been written, and its hash. */
interface Written {
  text: string;
  hash: string;
}

/** Per set of kinds: it is the same array as long as nothing changes. */
const written = new WeakMap<readonly KindDefinition[], Map<string, Written>>();

/** /openapi/v2, /openapi/v3 and the documents of group versions below it; undefined for all else. JSON only: NotAcceptable for protobuf. */
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
  const groupVersions = new Map<string, KindDefinition[]>();
  for (const kind of kinds) {
    const key = kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;
    groupVersions.set(key, [...(groupVersions.get(key) ?? []), kind]);
  }
  const ofGroupVersion = (key: string): Written => document(key, () => documentV3(groupVersions.get(key) ?? [], describe));
  if (version === 'v2') {
    refuseOtherThanJson(headers);
    return tagged(
      document('v2', () => documentV2(kinds, describe)),
      headers,
    );
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
  refuseOtherThanJson(headers);
  const found = ofGroupVersion(name);
  const wanted = query.get('hash');
  if (wanted && wanted !== found.hash) {
    return textAnswer('', 301, { location: `/openapi/v3/${name}?hash=${found.hash}` });
  }
  const lasting: Record<string, string> = wanted ? { 'cache-control': 'public, immutable', vary: 'Accept' } : {};
  return tagged(found, headers, lasting);
}

function tagged({ text, hash }: Written, headers: Headers, more: Record<string, string> = {}): PlainAnswer {
  const etag = `"${hash}"`;
  const answer = { etag, vary: 'Accept-Encoding, Accept', ...more };
  if (headers['if-none-match'] === etag) return { status: 304, headers: answer, body: '' };
  return jsonAnswer(text, answer);
}

function refuseOtherThanJson(headers: Headers): void {
  const accept = headers['accept'] ?? '';
  if (accept === '' || parseAccept(accept).some((clause) => covers(clause, 'application/json'))) return;
  throw notAcceptable(['application/json']);
}
