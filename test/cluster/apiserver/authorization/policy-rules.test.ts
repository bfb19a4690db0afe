import { describe, expect, test } from 'vitest';
import type { PolicyRule } from '../../../../src/api/types.ts';
import { ruleAllows } from '../../../../src/cluster/apiserver/authorization/policy-rules.ts';

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
