import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../src/api/types.ts';
import { compactRules, missingRules, ruleText } from '../../src/api/policy-rules.ts';

const rule = (verbs: string, groups: string, resources: string, names = ''): PolicyRule => ({
  verbs: verbs.split(' '),
  apiGroups: groups.split(' '),
  resources: resources.split(' '),
  ...(names ? { resourceNames: names.split(' ') } : {}),
});

describe('what rules do not cover', () => {
  const missing = (owned: PolicyRule[], wanted: PolicyRule[]): string[] => compactRules(missingRules(owned, wanted)).map(ruleText);

  test.each<[PolicyRule[], PolicyRule[], string[]]>([
    [[rule('get list', '', 'pods')], [rule('get', '', 'pods')], []],
    [
      [rule('get', '', 'pods')],
      [rule('get delete watch', '', 'pods services')],
      [
        '{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
        '{APIGroups:[""], Resources:["services"], Verbs:["get" "delete" "watch"]}',
      ],
    ],
    [[rule('*', '*', '*')], [rule('x', 'y', 'z/w', 'n')], []],
    [[rule('get', '', '*/status')], [rule('get', '', 'pods/status')], []],
    [[rule('get', '', 'pods')], [rule('*', '', 'pods')], ['{APIGroups:[""], Resources:["pods"], Verbs:["*"]}']],
    [[rule('get', '', 'pods', 'a')], [rule('get', '', 'pods')], ['{APIGroups:[""], Resources:["pods"], Verbs:["get"]}']],
    [
      [rule('get', '', 'pods', 'a')],
      [rule('get', '', 'pods', 'a b')],
      ['{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}'],
    ],
    [[{ verbs: ['get'], nonResourceURLs: ['/api*'] }], [{ verbs: ['get'], nonResourceURLs: ['/api/v1', '/api/*'] }], []],
    [[rule('*', '*', '*')], [{ verbs: ['*'], nonResourceURLs: ['*'] }], ['{NonResourceURLs:["*"], Verbs:["*"]}']],
  ])('%j of %j', (owned, wanted, expected) => {
    expect(missing(owned, wanted)).toEqual(expected);
  });
});
