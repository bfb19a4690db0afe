import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import type { Pod } from '../../../../src/api/types.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { realCluster, type RealCluster } from '../../../support/real-cluster.ts';

/** For a scheduler that is not there. */
function waiting(real: RealCluster, name = 'p'): KubeObject {
  const spec = { schedulerName: 'mine', containers: [{ name: 'c', image: 'nginx' }] };
  const labels = { 'topology.kubernetes.io/zone': 'mine', app: 'web' };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
  return real.cluster.handle({ group: '', version: 'v1', resource: 'pods', namespace: 'default', verb: 'create', body }).body;
}

function bind(real: RealCluster, metadata: object, target: object, legacy = false): string {
  const body = { apiVersion: 'v1', kind: 'Binding', metadata, target };
  const path = legacy ? { resource: 'bindings' } : { resource: 'pods', name: 'p', subresource: 'binding' };
  try {
    const { code, body: answer } = real.cluster.handle({ group: '', version: 'v1', namespace: 'default', verb: 'create', body, ...path });
    return `${code} ${String(answer['status'])}`;
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.code} ${error.status.message}`;
    throw error;
  }
}

const node = { kind: 'Node', name: 'kubesim-worker' };

describe('what a Binding is refused for', () => {
  test.each<readonly [string, object, object, string]>([
    ['another name', { name: 'q' }, node, '400 name in URL does not match name in Binding object'],
    [
      'no node',
      { name: 'p' },
      { kind: 'Pod' },
      '500 [target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
    ],
    [
      'another pod of that name',
      { name: 'p', uid: 'x' },
      node,
      expect.stringContaining(
        '409 Operation cannot be fulfilled on pods "p": StorageError: invalid object, Code: 4, Key: /registry/pods/default/p, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: ',
      ),
    ],
  ])('%s', (_name, metadata, target, message) => {
    const real = realCluster();
    waiting(real);
    expect(bind(real, metadata, target)).toEqual(message);
  });
});

test.each([false, true])('a pod is given its node, once (from before sub-resources: %s)', (legacy) => {
  const real = realCluster();
  waiting(real);
  real.patch('nodes', 'kubesim-worker', { metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } }, '');
  expect(bind(real, { name: 'p', labels: { app: 'bound' }, annotations: { by: 'hand' } }, node, legacy)).toBe('201 Success');
  const pod = real.get<Pod>('pods', 'p');
  expect(pod?.spec?.nodeName).toBe('kubesim-worker');
  expect(pod?.metadata.labels?.['app']).toBe('bound');
  expect(pod?.metadata.annotations).toMatchObject({ by: 'hand' });
  if (!legacy) expect(pod?.metadata.labels?.['topology.kubernetes.io/zone']).toBe('a');
  expect(bind(real, { name: 'p' }, node, legacy)).toContain(
    '409 Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node',
  );
});

test.each(['policy/v1', 'policy/v1beta1'])('an eviction of %s names its pod', (apiVersion) => {
  const real = realCluster();
  waiting(real);
  const evict = (name: string, apiVersion: string): unknown =>
    real.cluster.handle({
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'default',
      name: 'p',
      subresource: 'eviction',
      verb: 'create',
      body: { apiVersion, kind: 'Eviction', metadata: { name } },
    });
  expect(() => evict('q', apiVersion)).toThrow('name in URL does not match name in Eviction object');
  expect(() => evict('p', 'policy/v1alpha1')).toThrow('no kind "Eviction" is registered for version "policy/v1alpha1"');
  evict('p', apiVersion);
  expect(real.get<Pod>('pods', 'p')).toBeUndefined();
});
