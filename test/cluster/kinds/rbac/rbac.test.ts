import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const GROUP = 'rbac.authorization.k8s.io';
const object = (kind: string, fields: string): string => `{apiVersion: ${GROUP}/v1, kind: ${kind}, metadata: {name: x}, ${fields}}`;
const lines = (kind: string, ...faults: string[]): string =>
  `${kind}.${GROUP} "x" is invalid: ${faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`}`;

describe('refused', () => {
  test.each([
    [
      'rules that lack something',
      'Role',
      "rules: [{apiGroups: [''], resources: [pods]}, {verbs: [get], nonResourceURLs: [/x]}, {verbs: [get]}]",
      [
        'rules[0].verbs: Required value: verbs must contain at least one value',
        'rules[1].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
        'rules[2].apiGroups: Required value: resource rules must supply at least one api group',
        'rules[2].resources: Required value: resource rules must supply at least one resource',
      ],
    ],
    [
      'a rule for both resources and URLs',
      'ClusterRole',
      "rules: [{verbs: [get], nonResourceURLs: [/x], apiGroups: [''], resources: [pods]}]",
      ['rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs'],
    ],
    [
      'aggregation of nothing',
      'ClusterRole',
      'aggregationRule: {}',
      ['aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil'],
    ],
    [
      'a role and subjects that cannot be',
      'RoleBinding',
      "roleRef: {kind: Thing, name: ''}, subjects: [{kind: Robot, name: r}, {kind: ServiceAccount, name: s}, {kind: User}]",
      [
        'roleRef.kind: Unsupported value: "Thing": supported values: "Role", "ClusterRole"',
        'roleRef.name: Required value',
        'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
        'subjects[2].name: Required value',
      ],
    ],
    [
      'a group of its own',
      'RoleBinding',
      'roleRef: {apiGroup: rbac, kind: Role, name: r}',
      ['roleRef.apiGroup: Unsupported value: "rbac": supported values: "rbac.authorization.k8s.io"'],
    ],
    [
      'a role of a namespace, and an account of none, for the whole cluster',
      'ClusterRoleBinding',
      'roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: s}]',
      ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"', 'subjects[0].namespace: Required value'],
    ],
  ])('%s', (_, kind, fields, faults) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(object(kind, fields)))).toBe(lines(kind, ...faults));
  });

  test('another role for a binding', () => {
    const server = kindServer();
    const binding = object('RoleBinding', 'roleRef: {kind: Role, name: r}');
    server.create(binding);
    expect(server.refusal(() => server.patch(binding, { roleRef: { name: 'view' } }))).toBe(
      lines(
        'RoleBinding',
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"view"}: cannot change roleRef',
      ),
    );
  });
});

test('groups of roles and subjects are filled in; subjects are told by kind', () => {
  const server = kindServer();
  const binding = object(
    'RoleBinding',
    'roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: User, name: ann}, {kind: User, name: bob}, {kind: Group, name: devs}, {kind: ServiceAccount, name: robot, namespace: default}]',
  );
  const { body } = server.create(binding);
  expect(body['roleRef']).toEqual({ apiGroup: GROUP, kind: 'ClusterRole', name: 'view' });
  expect(body['subjects']).toContainEqual({ apiGroup: GROUP, kind: 'User', name: 'ann' });
  expect(body['subjects']).toContainEqual({ kind: 'ServiceAccount', name: 'robot', namespace: 'default' });
  expect(server.rows(binding)).toEqual([['x', 'ClusterRole/view', '0s', 'ann, bob', 'devs', 'default/robot']]);
});

test('roles may be called almost anything and are shown with their date', () => {
  const server = kindServer();
  const role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: 'system:a b'}, rules: []}";
  server.create(role);
  expect(server.rows(role)).toEqual([['system:a b', '2026-11-21T06:00:00Z']]);
});
