import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { matchRequest, type MatchCriteria } from '../../../../src/cluster/apiserver/admission/request-matching.ts';
import { builtInKinds } from '../../../../src/cluster/kinds/index.ts';
import { kindServer } from '../../../support/kind-server.ts';

interface Asked {
  resource?: string;
  version?: string;
  operation?: 'CREATE' | 'UPDATE' | 'DELETE';
  subresource?: string;
  namespace?: string;
  name?: string;
  labels?: Record<string, string>;
  before?: Record<string, string>;
}

const { api } = kindServer();
api.create('namespaces', { metadata: { name: 'prod', labels: { env: 'prod' } } });

/** The version of the kind that matched, or undefined. */
function matched(criteria: MatchCriteria, asked: Asked = {}): string | undefined {
  const { resource = 'pods', version, operation = 'CREATE', subresource = '', namespace = 'default', name = 'x', labels, before } = asked;
  const stored = builtInKinds.stored(resource)!;
  const kind = version ? builtInKinds.find(stored.group, version, stored.plural)! : stored;
  const object = (own: Record<string, string> | undefined): KubeObject =>
    ({ metadata: { name, ...(own ? { labels: own } : {}) } }) as never;
  const attributes = {
    kind,
    operation,
    subresource,
    namespace: kind.namespaced ? namespace : '',
    name,
    object: object(labels),
    ...(before ? { previous: object(before) } : {}),
  };
  return matchRequest(criteria, attributes, { api, kinds: builtInKinds })?.version;
}

const rule = (resources: string[], more: object = {}): MatchCriteria['rules'] => [
  { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources, ...more },
];

test.each<[string, MatchCriteria, Asked, string | undefined]>([
  ['the resource itself', { rules: rule(['pods']) }, {}, 'v1'],
  ['a sub-resource is another matter', { rules: rule(['pods']) }, { subresource: 'binding' }, undefined],
  ['all sub-resources of one', { rules: rule(['pods/*']) }, { subresource: 'binding' }, 'v1'],
  ['the star leaves sub-resources out', { rules: rule(['*']) }, { subresource: 'status' }, undefined],
  ['everything', { rules: rule(['*/*']) }, { subresource: 'status' }, 'v1'],
  ['a sub-resource of everything', { rules: rule(['*/scale']) }, { resource: 'deployments.apps', subresource: 'scale' }, 'v1'],
  ['another operation', { rules: rule(['pods'], { operations: ['DELETE'] }) }, {}, undefined],
  ['another group', { rules: rule(['pods'], { apiGroups: ['apps'] }) }, {}, undefined],
  ['only in namespaces', { rules: rule(['*'], { scope: 'Namespaced' }) }, { resource: 'nodes' }, undefined],
  ['only in the cluster', { rules: rule(['*'], { scope: 'Cluster' }) }, { resource: 'namespaces' }, 'v1'],
  ['no rules at all', { rules: [] }, {}, undefined],
  ['rules left to the policy', {}, {}, 'v1'],
  ['excluded', { rules: rule(['*']), excludeRules: rule(['pods']) }, {}, undefined],
  ['a name', { rules: rule(['pods'], { resourceNames: ['x'] }) }, {}, 'v1'],
  ['another name', { rules: rule(['pods'], { resourceNames: ['y'] }) }, {}, undefined],
  [
    'another version of the kind',
    { rules: rule(['horizontalpodautoscalers'], { apiVersions: ['v1'] }), matchPolicy: 'Equivalent' },
    { resource: 'horizontalpodautoscalers.autoscaling', version: 'v2' },
    'v1',
  ],
  [
    'another version, taken exactly',
    { rules: rule(['horizontalpodautoscalers'], { apiVersions: ['v1'] }), matchPolicy: 'Exact' },
    { resource: 'horizontalpodautoscalers.autoscaling', version: 'v2' },
    undefined,
  ],
  ['the namespace', { rules: rule(['pods']), namespaceSelector: { matchLabels: { env: 'prod' } } }, { namespace: 'prod' }, 'v1'],
  ['another namespace', { rules: rule(['pods']), namespaceSelector: { matchLabels: { env: 'prod' } } }, {}, undefined],
  ['no namespace', { rules: rule(['nodes']), namespaceSelector: { matchLabels: { env: 'prod' } } }, { resource: 'nodes' }, 'v1'],
  [
    'a namespace by its own labels',
    { rules: rule(['namespaces']), namespaceSelector: { matchLabels: { env: 'prod' } } },
    { resource: 'namespaces', labels: { env: 'prod' } },
    'v1',
  ],
  ['labels', { rules: rule(['pods']), objectSelector: { matchLabels: { app: 'a' } } }, { labels: { app: 'a' } }, 'v1'],
  ['other labels', { rules: rule(['pods']), objectSelector: { matchLabels: { app: 'a' } } }, { labels: { app: 'b' } }, undefined],
  [
    'labels that it had before',
    { rules: rule(['pods']), objectSelector: { matchLabels: { app: 'a' } } },
    { operation: 'UPDATE', labels: {}, before: { app: 'a' } },
    'v1',
  ],
])('%s', (_, criteria, asked, version) => expect(matched(criteria, asked)).toBe(version));

test('a request that a webhook should see says that it was not called', () => {
  const server = kindServer();
  server.create(`
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
- name: labels.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {url: https://example.com}
  objectSelector: {matchLabels: {check: "yes"}}
  rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}]
`);
  const create = (name: string, check: string): readonly string[] =>
    server.create(`{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, labels: {check: "${check}"}}}`).warnings;
  expect(create('a', 'yes')).toEqual([
    'kubesim does not call webhooks: "labels.example.com" of ValidatingWebhookConfiguration "checks" (failurePolicy Fail) has not seen this request',
  ]);
  expect(create('b', 'no')).toEqual([]);
});
