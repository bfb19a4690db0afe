import { expect, it } from 'vitest';
import { ADMINISTRATOR } from '../../../../src/cluster/apiserver/users.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster } = realCluster();

interface Paths {
  paths: Record<
    string,
    Record<string, { operationId: string; 'x-kubernetes-action': string; responses: Record<string, { schema?: object; content?: object }> }>
  >;
  definitions?: Record<string, unknown>;
}

function document(target: string): Paths {
  const answer = cluster.wire({ method: 'GET', target, headers: { accept: 'application/json' }, trusted: ADMINISTRATOR });
  if (answer.kind !== 'whole') throw new Error('no document');
  return JSON.parse(answer.body) as Paths;
}

const facts = ({ paths }: Paths, path: string, method = 'get'): unknown => {
  const { operationId, 'x-kubernetes-action': action, responses } = paths[path]?.[method] ?? ({} as never);
  return [operationId, action, responses['200']?.schema ?? Object.keys(responses['200']?.content ?? {})];
};

it('tells of the old paths of watches, of built-in kinds', () => {
  const v2 = document('/openapi/v2');
  const event = { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent' };
  expect(facts(v2, '/api/v1/watch/namespaces/{namespace}/pods')).toEqual(['watchCoreV1NamespacedPodList', 'watchlist', event]);
  expect(facts(v2, '/api/v1/watch/namespaces/{namespace}/pods/{name}')).toEqual(['watchCoreV1NamespacedPod', 'watch', event]);
  expect(facts(v2, '/api/v1/watch/pods')).toEqual(['watchCoreV1PodListForAllNamespaces', 'watchlist', event]);
  expect(facts(v2, '/api/v1/watch/nodes/{name}')).toEqual(['watchCoreV1Node', 'watch', event]);
  expect(v2.definitions?.['io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent']).toMatchObject({ required: ['object', 'type'] });
  expect(v2.paths['/apis/authorization.k8s.io/v1/watch/subjectaccessreviews']).toBeUndefined();
  expect(facts(document('/openapi/v3/apis/apps/v1'), '/apis/apps/v1/watch/deployments')).toContain(
    'watchAppsV1DeploymentListForAllNamespaces',
  );
});

it('tells what a delete is answered with', () => {
  const v2 = document('/openapi/v2');
  const path = '/api/v1/namespaces/{namespace}';
  expect(facts(v2, `${path}/services/{name}`, 'delete')).toContainEqual({ $ref: '#/definitions/io.k8s.api.core.v1.Service' });
  expect(facts(v2, `${path}/configmaps/{name}`, 'delete')).toContainEqual({
    $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Status',
  });
});
