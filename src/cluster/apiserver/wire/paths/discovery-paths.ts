import type { Discovery } from '../../../../api/client.ts';
import { covers, negotiateOutput, parseAccept } from '../negotiation.ts';
import { jsonAnswer, type PlainAnswer } from '../plain-answer.ts';
import { PageNotFound } from '../resource-path.ts';
import type { Target } from '../target.ts';
import { aggregated, apiVersions, groupList, oneGroup, resourceList } from './discovery-documents.ts';
import { fingerprint } from './fingerprint.ts';
import type { PathSources } from './index.ts';

type DiscoverySources = Pick<PathSources, 'discovery' | 'address' | 'storageVersionHash'>;
type Headers = Readonly<Record<string, string>>;

/** Answers below /api and /apis that are about the API itself; undefined for its resources. */
export function discoveryAnswer({ path, query }: Target, headers: Headers, sources: DiscoverySources): PlainAnswer | undefined {
  const parts = path.replace(/\/$/, '').split('/').slice(1);
  const [root, first, second, ...more] = parts;
  if ((root !== 'api' && root !== 'apis') || more.length > 0) return undefined;
  const discovery = sources.discovery();
  const resources = (group: string, version: string): object => resourceList(discovery, group, version, sources.storageVersionHash);
  const document = (value: object): PlainAnswer => {
    const { pretty } = negotiateOutput(headers, query, { restful: false, yaml: false });
    return jsonAnswer(`${JSON.stringify(value, undefined, pretty ? 2 : undefined)}\n`);
  };
  if (first === undefined) {
    const version = aggregatedVersion(headers);
    if (version) return aggregatedAnswer(discovery, root === 'api', version, headers);
    return document(root === 'api' ? apiVersions(sources.address()) : groupList(discovery));
  }
  if (root === 'api') return second === undefined ? document(resources('', first)) : undefined;
  if (!discovery.groups.some(({ name }) => name === first)) throw new PageNotFound();
  return document(second === undefined ? oneGroup(discovery, first) : resources(first, second));
}

/** The version of the aggregated document that the client wants most, if it wants one more than the old documents. */
function aggregatedVersion(headers: Headers): 'v2' | 'v2beta1' | undefined {
  for (const clause of parseAccept(headers['accept'] ?? '')) {
    if (!covers(clause, 'application/json')) continue;
    const { params } = clause;
    if (!params.has('as') && !params.has('g') && !params.has('v')) return undefined;
    const version = params.get('v');
    const fits = params.get('g') === 'apidiscovery.k8s.io' && params.get('as') === 'APIGroupDiscoveryList';
    if (fits && (version === 'v2' || version === 'v2beta1')) return version;
  }
  return undefined;
}

const texts = new WeakMap<Discovery, Map<string, { text: string; tag: string }>>();

function aggregatedAnswer(discovery: Discovery, core: boolean, version: 'v2' | 'v2beta1', headers: Headers): PlainAnswer {
  const kept = texts.get(discovery) ?? new Map<string, { text: string; tag: string }>();
  texts.set(discovery, kept);
  const key = `${core} ${version}`;
  let found = kept.get(key);
  if (!found) {
    const text = `${JSON.stringify(aggregated(discovery, core, version))}\n`;
    kept.set(key, (found = { text, tag: `"${fingerprint(text)}"` }));
  }
  const answer = { etag: found.tag, vary: 'Accept', 'cache-control': 'public' };
  if (headers['if-none-match'] === found.tag) return { status: 304, headers: answer, body: '' };
  return jsonAnswer(found.text, {
    ...answer,
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  });
}
