import { describe, expect, test } from 'vitest';
import type { UserInfo } from '../../../src/api/client.ts';
import { StatusError } from '../../../src/api/status.ts';
import { realCluster } from '../../support/real-cluster.ts';

const { cluster, apply } = realCluster();

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.status.message ?? ''}`;
    throw error;
  }
  return '';
}

describe('who asks', () => {
  const admin = cluster.pki.adminToken();
  const who = (
    headers: Record<string, string>,
    certificate?: { commonName: string; organizations: string[]; fingerprint?: string },
  ): UserInfo => cluster.identify({ headers, ...(certificate ? { certificate } : {}) });

  test('is known by token, by certificate, or not at all', () => {
    expect(who({ authorization: `Bearer ${admin}` })).toEqual({
      username: 'kubernetes-admin',
      groups: ['system:masters', 'system:authenticated'],
    });
    expect(who({}, { commonName: 'ann', organizations: ['dev'], fingerprint: 'ab' })).toEqual({
      username: 'ann',
      groups: ['dev', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab'] },
    });
    expect(who({})).toEqual({ username: 'system:anonymous', groups: ['system:unauthenticated'] });
    expect(who({ authorization: 'Basic abc' })).toMatchObject({ username: 'system:anonymous' });
    const protocols = `v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${Buffer.from(admin).toString('base64url')}`;
    expect(who({ 'sec-websocket-protocol': protocols })).toMatchObject({ username: 'kubernetes-admin' });
    expect(refusal(() => who({ authorization: 'Bearer nonsense' }))).toBe('401 Unauthorized');
    expect(refusal(() => who({ authorization: `Bearer ${admin.slice(1)}` }))).toBe('401 Unauthorized');
  });

  test('may act as somebody else who is allowed to', () => {
    const asAdmin = { authorization: `Bearer ${admin}` };
    expect(
      who({ ...asAdmin, 'impersonate-user': 'ann', 'impersonate-group': 'a, b', 'impersonate-extra-x%2fy': '1', 'impersonate-uid': 'u' }),
    ).toEqual({
      username: 'ann',
      groups: ['a', 'b', 'system:authenticated'],
      uid: 'u',
      extra: { 'x/y': ['1'] },
    });
    expect(who({ ...asAdmin, 'impersonate-user': 'system:serviceaccount:dev:bot' }).groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:dev',
      'system:authenticated',
    ]);
    expect(who({ ...asAdmin, 'impersonate-user': 'system:anonymous' }).groups).toEqual(['system:unauthenticated']);
    expect(refusal(() => who({ ...asAdmin, 'impersonate-group': 'a' }))).toBe(
      '400 requested [{Group  a    }] without impersonating a user',
    );
    const ann = { commonName: 'ann', organizations: [] };
    expect(refusal(() => who({ 'impersonate-user': 'bob' }, ann))).toBe(
      '403 users "bob" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    expect(refusal(() => who({ 'impersonate-user': 'system:serviceaccount:dev:bot' }, ann))).toBe(
      '403 serviceaccounts "bot" is forbidden: User "ann" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "dev"',
    );
    apply(
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'actor' },
        rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['bob'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'actors' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'actor' },
        subjects: [{ kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }],
      },
    );
    expect(who({ 'impersonate-user': 'bob' }, ann).username).toBe('bob');
    expect(refusal(() => who({ 'impersonate-user': 'bob', 'impersonate-group': 'g' }, ann))).toContain('groups "g" is forbidden');
  });
});

describe('what somebody may do', () => {
  const wire = (target: string, certificate?: { commonName: string; organizations: string[] }, method = 'GET', body?: object): string => {
    const answer = cluster.wire({
      method,
      target,
      headers: {},
      ...(certificate ? { certificate } : {}),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (answer.kind !== 'whole') return answer.kind;
    const { message } = JSON.parse(answer.body.startsWith('{') ? answer.body : '{}') as { message?: string };
    return `${answer.status} ${message ?? ''}`.trim();
  };
  const ann = { commonName: 'ann', organizations: [] };

  test('with connections into pods takes `create`, though WebSockets begin with GET', () => {
    const allowed = (verbs: string[]): string => {
      const name = verbs.join('-');
      const metadata = { name, namespace: 'default' };
      apply(
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata,
          rules: [{ apiGroups: [''], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], verbs }],
        },
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata,
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
          subjects: [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }],
        },
      );
      const user = { commonName: name, organizations: [] };
      return ['exec', 'attach', 'portforward'].map((how) => wire(`/api/v1/namespaces/default/pods/none/${how}`, user)).join('\n');
    };
    expect(allowed(['get'])).toBe(Array(3).fill('403 pods "none" is forbidden:').join('\n'));
    expect(allowed(['create'])).toContain('403 pods "none" is forbidden: User "create" cannot get resource "pods/exec"');
    expect(allowed(['get', 'create'])).toBe(Array(3).fill('404 pods "none" not found').join('\n'));
  });

  test.each([
    ['/livez', undefined, '200'],
    ['/version', undefined, '200'],
    ['/api', undefined, '403 forbidden: User "system:anonymous" cannot get path "/api"'],
    ['/api', ann, '200'],
    ['/metrics', ann, '403 forbidden: User "ann" cannot get path "/metrics"'],
    ['/no/<such>', ann, '403 forbidden: User "ann" cannot get path "/no/&lt;such&gt;"'],
    [
      '/api/v1/pods',
      undefined,
      '403 pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      '/api/v1/namespaces/dev/pods?watch=true',
      ann,
      '403 pods is forbidden: User "ann" cannot watch resource "pods" in API group "" in the namespace "dev"',
    ],
    [
      '/api/v1/namespaces/dev/pods/x/log',
      ann,
      '403 pods "x" is forbidden: User "ann" cannot get resource "pods/log" in API group "" in the namespace "dev"',
    ],
    [
      '/api/v1/namespaces/dev',
      ann,
      '403 namespaces "dev" is forbidden: User "ann" cannot get resource "namespaces" in API group "" in the namespace "dev"',
    ],
    [
      '/api/v1/namespaces',
      ann,
      '403 namespaces is forbidden: User "ann" cannot list resource "namespaces" in API group "" at the cluster scope',
    ],
    [
      '/apis/x.io/v1/things',
      ann,
      '403 things.x.io is forbidden: User "ann" cannot list resource "things" in API group "x.io" at the cluster scope',
    ],
  ])('%s by %j: %s', (target, certificate, expected) => {
    expect(wire(target, certificate)).toBe(expected);
  });

  test('a kubelet reads its own node and what its pods need', () => {
    apply(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'used' } },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'unused' } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: {
          nodeName: 'kubesim-worker',
          containers: [
            {
              name: 'c',
              image: 'nginx:1.27',
              env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'used', key: 'a', optional: true } } }],
            },
          ],
        },
      },
    );
    const node = { commonName: 'system:node:kubesim-worker', organizations: ['system:nodes'] };
    const cannot = (what: string, scope: string): string => `User "system:node:kubesim-worker" cannot ${what} in API group "" ${scope}`;
    expect(wire('/api/v1/nodes/kubesim-worker', node)).toBe('200');
    expect(wire('/api/v1/nodes/kubesim-worker2', node)).toBe(
      `403 nodes "kubesim-worker2" is forbidden: ${cannot('get resource "nodes"', 'at the cluster scope')}: node 'kubesim-worker' cannot read 'kubesim-worker2', only its own Node object`,
    );
    expect(wire('/api/v1/namespaces/default/secrets/used', node)).toBe('200');
    expect(wire('/api/v1/namespaces/default/secrets/unused', node)).toBe(
      `403 secrets "unused" is forbidden: ${cannot('get resource "secrets"', 'in the namespace "default"')}: no relationship found between node 'kubesim-worker' and this object`,
    );
    expect(wire('/api/v1/pods', node)).toContain(': can only list/watch pods with spec.nodeName field selector');
    expect(wire('/api/v1/pods?fieldSelector=spec.nodeName%3Dkubesim-worker', node)).toBe('200');
    expect(wire('/api/v1/services', node)).toBe('200');
  });

  test('a binding whose role is not there is told', () => {
    apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'ghost' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'ghost' },
      subjects: [{ kind: 'User', name: 'zoe', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    expect(wire('/api/v1/namespaces/default/pods', { commonName: 'zoe', organizations: [] })).toBe(
      '403 pods is forbidden: User "zoe" cannot list resource "pods" in API group "" in the namespace "default": RBAC: role.rbac.authorization.k8s.io "ghost" not found',
    );
  });
});

describe('a kubelet', () => {
  const node = { username: 'system:node:kubesim-worker', groups: ['system:nodes', 'system:authenticated'] };
  const ask = (verb: 'patch' | 'delete', resource: string, name: string, body: object = {}): string =>
    refusal(() =>
      cluster.handle({
        group: '',
        version: 'v1',
        resource,
        verb,
        name,
        ...(resource === 'pods' ? { namespace: 'default' } : {}),
        ...(verb === 'patch' ? { patchType: 'merge', body } : {}),
        user: node,
      }),
    ).replace(/^403 [^:]*: /, '');
  const labels = (label: string): object => ({ metadata: { labels: { [label]: 'x' } } });

  test.each<[string, object, string]>([
    ['kubesim-worker', labels('anything'), ''],
    ['kubesim-worker', labels('topology.kubernetes.io/zone'), ''],
    ['kubesim-worker', labels('node-restriction.kubernetes.io/x'), 'is not allowed to modify labels: node-restriction.kubernetes.io/x'],
    ['kubesim-worker', labels('node-role.kubernetes.io/x'), 'is not allowed to modify labels: node-role.kubernetes.io/x'],
    ['kubesim-worker', { spec: { taints: [] } }, ''],
    ['kubesim-worker', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }, 'node "kubesim-worker" is not allowed to modify taints'],
    ['kubesim-worker2', labels('a'), 'node "kubesim-worker" is not allowed to modify node "kubesim-worker2"'],
  ])('changes %s by %j: %s', (name, patch, message) => {
    expect(ask('patch', 'nodes', name, patch)).toBe(message);
  });

  test('deletes pods of its node only', () => {
    const containers = [{ name: 'c', image: 'nginx:1.27' }];
    apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other' }, spec: { nodeName: 'kubesim-worker2', containers } });
    expect(ask('delete', 'pods', 'other')).toBe('node "kubesim-worker" can only delete pods with spec.nodeName set to itself');
    expect(ask('delete', 'pods', 'p')).toBe('');
  });
});
