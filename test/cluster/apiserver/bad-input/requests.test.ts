import { test } from 'vitest';
import { sendBadInput } from '../../../support/bad-input.ts';
import { mutated, mutatedText, pick } from '../../../support/mutations.ts';
import { seeds } from '../../../support/seed-objects.ts';

const METHODS = ['GET', 'GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'get', ''];
const PATHS = [
  ...seeds.map(({ target }) => target),
  ...seeds.map(({ target }) => `${target}/a`),
  ...['/status', '/scale', '/log', '/exec', '/proxy/x', '/binding', '/eviction', '/token'].map(
    (name) => `/api/v1/namespaces/default/pods/a${name}`,
  ),
  '/api/v1/watch/namespaces/default/pods',
  '/',
  '/api',
  '/apis',
  '/apis/apps',
  '/apis/apps/v1',
  '/version',
  '/livez/ping',
  '/readyz',
  '/metrics',
  '/openapi/v3/apis/policy/v1',
];
const TOKEN = btoa(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 5, start: 'a\0' })).replace(/=+$/, '');
const QUERIES = [
  'labelSelector=app%3Da,tier%20in%20(x,y),!z',
  'fieldSelector=metadata.name%3Da',
  'fieldSelector=spec.nodeName%3D',
  'limit=1',
  `limit=1&continue=${TOKEN}`,
  'resourceVersion=0',
  'resourceVersion=10&resourceVersionMatch=Exact',
  'resourceVersion=99999999999&resourceVersionMatch=NotOlderThan',
  'watch=true&resourceVersion=1',
  'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
  'dryRun=All',
  'fieldManager=m&fieldValidation=Strict',
  'gracePeriodSeconds=0&propagationPolicy=Foreground',
  'timeoutSeconds=5&pretty=true',
  'container=c&tailLines=5&sinceTime=2026-01-01T00:00:00Z&follow=true',
  'includeObject=Object',
];
const ACCEPTS = [
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;q=0.5',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io',
  'application/vnd.kubernetes.protobuf',
  'text/html,*/*;q=0.8',
];
const TYPES = ['application/json', 'application/yaml', 'application/merge-patch+json', 'application/cbor', 'text/plain; charset=x'];

test('mutated paths, queries, headers and bodies are answered', { timeout: 600_000 }, () => {
  sendBadInput(6_000, (random) => {
    const maybe = (text: string): string => (random.int(2) === 0 ? text : mutatedText(random, text));
    const query =
      random.int(3) === 0 ? '' : `?${maybe(pick(random, QUERIES))}${random.int(4) === 0 ? `&${maybe(pick(random, QUERIES))}` : ''}`;
    const body = random.int(3) === 0 ? JSON.stringify(mutated(random, pick(random, seeds).body)) : undefined;
    return {
      method: pick(random, METHODS),
      target: maybe(pick(random, PATHS)) + query,
      headers: {
        accept: maybe(pick(random, ACCEPTS)),
        'content-type': maybe(pick(random, TYPES)),
        'user-agent': maybe('kubectl/v1.36.0 (linux/amd64)'),
      },
      ...(body === undefined ? {} : { body: random.int(2) === 0 ? body : mutatedText(random, body) }),
    };
  });
});
