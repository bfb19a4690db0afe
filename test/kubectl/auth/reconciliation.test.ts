import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { reconciledBinding, reconciledRole, reconciliationText } from '../../../src/kubectl/auth/reconciliation.ts';

const role = (verbs: string[], annotations?: Record<string, string>): KubeObject => ({
  metadata: { name: 'r', ...(annotations ? { annotations } : {}) },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
});
const binding = (name: string, ...users: string[]): KubeObject => ({
  metadata: { name: 'b' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  subjects: users.map((user) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user })),
});
const kept = { permissions: false, subjects: false };

describe('reconciling', () => {
  test('a role adds what is missing, and takes away only when told to', () => {
    expect(reconciledRole(role(['get']), role(['get', 'list']), false).operation).toBe('none');
    const added = reconciledRole(role(['get', 'watch']), role(['get', 'list']), false);
    expect([added.operation, added.object['rules'].length]).toEqual(['update', 2]);
    const replaced = reconciledRole(role(['get', 'watch']), role(['get', 'list']), true);
    expect(replaced.object['rules']).toEqual(role(['get', 'watch'])['rules']);
    expect(reconciliationText(replaced, { permissions: true, subjects: false })).toBe(
      '\treconciliation required update\n' +
        '\tmissing rules added:\n\t\t{Verbs:[watch] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}\n' +
        '\textra rules removed:\n\t\t{Verbs:[list] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}\n',
    );
  });

  test('an object may opt out', () => {
    const existing = role(['get'], { 'rbac.authorization.kubernetes.io/autoupdate': 'false' });
    const result = reconciledRole(role(['list']), existing, false);
    expect(result.isProtected).toBe(true);
    expect(reconciliationText(result, kept)).toContain(', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)\n');
  });

  test('a binding to another role is made anew; subjects are added', () => {
    expect(reconciledBinding(binding('x', 'a'), binding('y', 'a'), false).operation).toBe('recreate');
    const result = reconciledBinding(binding('x', 'a', 'b'), binding('x', 'a', 'c'), false);
    expect(result.object['subjects'].map(({ name }: { name: string }) => name)).toEqual(['a', 'c', 'b']);
    expect(reconciliationText(result, kept)).toBe(
      '\treconciliation required update\n\tmissing subjects added:\n\t\t{Kind:User APIGroup:rbac.authorization.k8s.io Name:b Namespace:}\n',
    );
  });
});
