import { describe, expect, it } from 'vitest';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster } = realCluster({}, ['kubesim-control-plane']);
const trusted = { username: 'kubernetes-admin', groups: ['system:masters'] };

function told(method: string, target: string, headers: Record<string, string> = {}, body?: string): string {
  const answer = cluster.wire({ method, target, headers, trusted, ...(body === undefined ? {} : { body }) });
  if (answer.kind !== 'whole') return answer.kind;
  const json = answer.headers['content-type']?.startsWith('application/json') === true;
  const { kind = '', message = '' } = json ? (JSON.parse(answer.body) as { kind?: string; message?: string }) : { message: answer.body };
  return `${answer.status} ${kind === 'Status' || !json ? message : kind}`.trim();
}

describe('what a request is answered with', () => {
  it.each([
    ['GET', '/api/v1/namespaces/', '200 NamespaceList'],
    ['GET', '/api/v1//namespaces', '404 the server could not find the requested resource'],
    ['GET', '/api/v1/namespaces/default/nodes', '404 the server could not find the requested resource'],
    ['GET', '/apis/nobody/v1/things', '404 404 page not found'],
    ['GET', '/api/v1/namespaces/default/pods/..', '400 Name parameter invalid: "..": may not be \'..\''],
    ['GET', '/api/v1/%zz', '400 400 Bad Request'],
    ['POST', '/api/v1/pods', '405 the server does not allow this method on the requested resource'],
    ['PUT', '/api/v1/namespaces', '405 the server does not allow this method on the requested resource'],
    ['GET', '/api/v1/namespaces?limit=x', '400 strconv.ParseInt: parsing "x": invalid syntax'],
    ['GET', '/api/v1/namespaces?continue=!', '400 invalid continue token: continue key is not valid: illegal base64 data at input byte 0'],
    [
      'GET',
      '/api/v1/namespaces?resourceVersion=x',
      '400 invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [
      'GET',
      '/api/v1/namespaces?resourceVersionMatch=Exact',
      '422 ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    ['GET', '/api/v1/namespaces?resourceVersion=1&resourceVersionMatch=Exact', '410 The resourceVersion for the provided list is too old.'],
    ['GET', '/api/v1/namespaces?watch=false', '200 NamespaceList'],
    ['GET', '/api/v1/namespaces?watch', 'watch'],
    ['GET', '/api/v1/watch/namespaces/default', 'watch'],
    ['GET', '/livez/ping', '200 ok'],
    ['GET', '/livez/nothing', '404 404 page not found'],
  ])('%s %s', (method, target, expected) => {
    expect(told(method, target)).toBe(expected);
  });

  it('is in a format that the client takes', () => {
    const accept = (value: string): string => told('GET', '/api/v1/namespaces', { accept: value });
    expect(accept('application/json;as=Table;v=v1;g=meta.k8s.io,application/json')).toBe('200 Table');
    expect(accept('application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io')).toBe('200 PartialObjectMetadataList');
    expect(accept('application/vnd.kubernetes.protobuf')).toBe('406 only the following media types are accepted: application/json');
  });

  it('tells what is wrong with a body', () => {
    const post = (body: string, type = 'application/json'): string =>
      told('POST', '/api/v1/namespaces/default/configmaps?fieldValidation=Strict', { 'content-type': type }, body);
    expect(post('{"a":1', 'text/plain')).toMatch(/^415 the body of the request was in an unknown format/);
    expect(post('')).toContain('(must be of type ConfigMap)');
    expect(post('[')).toContain('unexpected end of JSON input (5b)');
    expect(post('{"data":{},"data":{}}')).toContain('strict decoding error: duplicate field "data"');
    expect(post('['.repeat(5000))).toContain("invalid character '[' exceeded max depth");
    expect(post(`{"data":{"a":"${'x'.repeat(4_000_000)}"}}`)).toBe('413 Request entity too large: limit is 3145728');
  });
});

it('pages are of one state of the cluster, as long as it is remembered', () => {
  const names = (target: string): { items: string[]; token: string } => {
    const answer = cluster.wire({ method: 'GET', target, headers: {}, trusted });
    const list = JSON.parse(answer.kind === 'whole' ? answer.body : '') as {
      items: { metadata: { name: string } }[];
      metadata: { continue?: string };
    };
    return { items: list.items.map(({ metadata }) => metadata.name), token: list.metadata.continue ?? '' };
  };
  const post = (name: string): string =>
    told('POST', '/api/v1/namespaces/default/configmaps', {}, JSON.stringify({ metadata: { name, labels: { paged: 'yes' } } }));
  for (const name of ['a', 'c', 'e']) post(name);
  const first = names('/api/v1/namespaces/default/configmaps?labelSelector=paged&limit=1');
  post('b');
  const second = names(`/api/v1/namespaces/default/configmaps?labelSelector=paged&continue=${first.token}`);
  expect([...first.items, ...second.items]).toEqual(['a', 'c', 'e']);
});

it('a watch may begin with what there is, and says when that is over', () => {
  const target = '/api/v1/namespaces?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const answer = cluster.wire({ method: 'GET', target, headers: {}, trusted });
  if (answer.kind !== 'watch') throw new Error('no watch');
  const events = cluster.poll(answer.watch);
  expect(events.at(-1)).toMatchObject({ type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } });
  const old = cluster.wire({ method: 'GET', target: '/api/v1/namespaces?watch=1&resourceVersion=1', headers: {}, trusted });
  if (old.kind !== 'watch') throw new Error('no watch');
  expect(cluster.poll(old.watch)).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
});

it.each([
  ['strategic-merge-patch', '"x"', '400 json: cannot unmarshal string into Go value of type map[string]interface {}'],
  ['strategic-merge-patch', 'x', "400 invalid character 'x' looking for beginning of value"],
  ['merge-patch', '"x"', '400 error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
  ['json-patch', '"x"', '400 error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp'],
])('a %s of %s is told from what it is not', (type, body, expected) => {
  expect(told('PATCH', '/api/v1/namespaces/default', { 'content-type': `application/${type}+json` }, body)).toBe(expected);
});
