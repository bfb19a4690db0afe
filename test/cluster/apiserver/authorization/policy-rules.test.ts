import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../../../src/api/types.ts';
import { compactRules, missingRules, ruleAllows, ruleText } from '../../../../src/cluster/apiserver/authorization/policy-rules.ts';

const user = { username: 'ann' };
const rule = (verbs: string, groups: string, resources: string, names = ''): PolicyRule => ({
  verbs: verbs.split(' '),
  apiGroups: groups.split(' '),
  resources: resources.split(' '),
  ...(names ? { resourceNames: names.split(' ') } : {}),
});

describe('a rule allows', () => {
  test.each<[PolicyRule, string, string, string, string, string, boolean]>([
    [rule('get list', '', 'pods'), 'get', '', 'pods', '', 'web', true],
    [rule('get list', '', 'pods'), 'delete', '', 'pods', '', 'web', false],
    [rule('get', '', 'pods'), 'get', 'metrics.k8s.io', 'pods', '', 'web', false],
    [rule('get', '*', 'pods'), 'get', 'metrics.k8s.io', 'pods', '', 'web', true],
    [rule('get', '', 'pods'), 'get', '', 'pods', 'log', 'web', false],
    [rule('get', '', 'pods/log'), 'get', '', 'pods', 'log', 'web', true],
    [rule('get', '', '*/log'), 'get', '', 'pods', 'log', 'web', true],
    [rule('get', '', '*/log'), 'get', '', 'pods', '', 'web', false],
    [rule('get', '', '*'), 'get', '', 'pods', 'log', 'web', true],
    [rule('*', '', 'pods', 'web db'), 'patch', '', 'pods', '', 'db', true],
    [rule('*', '', 'pods', 'web db'), 'patch', '', 'pods', '', 'other', false],
    [rule('*', '', 'pods', 'web'), 'list', '', 'pods', '', '', false],
  ])('%j: %s %s/%s/%s %s is %s', (given, verb, group, resource, subresource, name, allowed) => {
    expect(ruleAllows(given, { user, verb, group, version: 'v1', resource, subresource, namespace: 'x', name })).toBe(allowed);
  });

  test.each([
    ['/healthz', '/healthz', true],
    ['/healthz', '/healthz/ping', false],
    ['/healthz/*', '/healthz/ping', true],
    ['/healthz/*', '/healthz', false],
    ['*', '/metrics', true],
  ])('the path %s: %s is %s', (url, path, allowed) => {
    expect(ruleAllows({ verbs: ['get'], nonResourceURLs: [url] }, { user, verb: 'get', path })).toBe(allowed);
  });
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
