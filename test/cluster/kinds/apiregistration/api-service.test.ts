import { expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const service = (name: string, spec: string): string =>
  `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: ${name}}, spec: {groupPriorityMinimum: 100, versionPriority: 100, ${spec}}}`;

test('where a group is served, and whether it answers', () => {
  const server = kindServer();
  server.create(service('v1.apps', 'group: apps, version: v1'));
  const metrics = service(
    'v1beta1.metrics.k8s.io',
    'group: metrics.k8s.io, version: v1beta1, service: {namespace: kube-system, name: metrics}',
  );
  server.create(metrics);
  const stored = server.api.get('apiservices.apiregistration.k8s.io', '', 'v1beta1.metrics.k8s.io')!;
  const conditions = [{ type: 'Available', status: 'False', reason: 'MissingEndpoints' }];
  server.api.updateStatus('apiservices.apiregistration.k8s.io', { ...stored, status: { conditions } });
  expect(server.rows(metrics)).toEqual([
    ['v1.apps', 'Local', 'Unknown', '0s'],
    ['v1beta1.metrics.k8s.io', 'kube-system/metrics', 'False (MissingEndpoints)', '0s'],
  ]);
});

test('the name is version and group', () => {
  const server = kindServer();
  expect(server.refusal(() => server.create(service('apps', 'group: apps, version: v1')))).toContain(
    'metadata.name: Invalid value: "apps": must be `spec.version+"."+spec.group`: "v1.apps"',
  );
});
