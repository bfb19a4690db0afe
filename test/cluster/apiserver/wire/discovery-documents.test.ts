import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR } from '../../../../src/cluster/apiserver/users.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster, apply } = realCluster();

function hashes(path: string): Record<string, string | undefined> {
  const answer = cluster.wire({ method: 'GET', target: path, headers: {}, trusted: ADMINISTRATOR });
  if (answer.kind !== 'whole') throw new Error('no document');
  const { resources } = JSON.parse(answer.body) as { resources: { name: string; storageVersionHash?: string }[] };
  return Object.fromEntries(resources.map(({ name, storageVersionHash }) => [name, storageVersionHash]));
}

describe('the hash of the version that a resource is stored in', () => {
  // As servers of v1.36 tell them.
  it.each([
    ['/api/v1', 'pods', 'xPOwRZ+Yhw8='],
    ['/api/v1', 'configmaps', 'qFsyl6wFWjQ='],
    ['/api/v1', 'events', 'r2yiGXH7wu8='],
    ['/apis/events.k8s.io/v1', 'events', 'r2yiGXH7wu8='],
    ['/apis/autoscaling/v1', 'horizontalpodautoscalers', 'qwQve8ut294='],
    ['/apis/autoscaling/v2', 'horizontalpodautoscalers', 'qwQve8ut294='],
    ['/apis/admissionregistration.k8s.io/v1', 'validatingadmissionpolicies', '6OxvlMmQ6is='],
    // Still stored as v1beta1.
    ['/apis/admissionregistration.k8s.io/v1', 'mutatingadmissionpolicies', 'LYmCf+UMVdg='],
    ['/apis/storage.k8s.io/v1', 'storageclasses', 'K+m6uJwbjGY='],
    ['/api/v1', 'pods/status', undefined],
    ['/api/v1', 'bindings', undefined],
    ['/api/v1', 'componentstatuses', undefined],
    ['/apis/authorization.k8s.io/v1', 'selfsubjectaccessreviews', undefined],
  ])('in %s of %s is %s', (path, name, hash) => {
    const told = hashes(path);
    expect(told).toHaveProperty([name]);
    expect(told[name]).toBe(hash);
  });

  it('is that of the storage version in all versions of a custom resource', () => {
    const version = (name: string, storage: boolean): object => ({
      name,
      served: true,
      storage,
      schema: { openAPIV3Schema: { type: 'object' } },
    });
    apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [version('v2', false), version('v1', true)],
      },
    });
    // Of `example.com/v1/Widget`.
    expect(hashes('/apis/example.com/v1')).toEqual({ widgets: 'gIwvi5rymmg=' });
    expect(hashes('/apis/example.com/v2')).toEqual({ widgets: 'gIwvi5rymmg=' });
  });
});
