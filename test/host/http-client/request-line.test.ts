import { expect, test } from 'vitest';
import { httpRequest, rawPath, watchRequest } from '../../../src/host/http-client/request-line.ts';

const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' };

test.each(['delete', 'deletecollection'] as const)('a dry run of %s is told in the body, where servers look for it', (verb) => {
  const { method, path, body } = httpRequest({ ...pods, verb, name: 'a', dryRun: true, body: { propagationPolicy: 'Background' } });
  expect(`${method} ${path}`).toBe('DELETE /api/v1/namespaces/default/pods/a');
  expect(JSON.parse(body!)).toEqual({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', dryRun: ['All'] });
});

test('other requests say it in the query', () => {
  const { path, body } = httpRequest({ ...pods, verb: 'create', dryRun: true, body: { a: 1 } });
  expect(path).toBe('/api/v1/namespaces/default/pods?dryRun=All');
  expect(body).toBe('{"a":1}');
});

test('a deletion in earnest says nothing of it', () => {
  expect(httpRequest({ ...pods, verb: 'delete', name: 'a', body: { gracePeriodSeconds: 1 } }).body).toBe('{"gracePeriodSeconds":1}');
  expect(httpRequest({ ...pods, verb: 'delete', name: 'a' }).body).toBeUndefined();
});

test('parameters are in order, and the time that a server has is one of them', () => {
  const { path } = httpRequest({ ...pods, verb: 'list', limit: 500, labelSelector: 'a=b', continue: 'x' }, '2s');
  expect(path).toBe('/api/v1/namespaces/default/pods?continue=x&labelSelector=a%3Db&limit=500&timeout=2s');
  expect(watchRequest({ ...pods, resourceVersion: '0' }, '2s').path).toMatch(
    /\?allowWatchBookmarks=true&resourceVersion=0&timeout=2s&watch=true$/,
  );
  expect(['/version', '/version?timeout=32s', '/x?b=1&a=2'].map((each) => rawPath(each, '2s'))).toEqual([
    '/version?timeout=2s',
    '/version?timeout=2s',
    '/x?a=2&b=1&timeout=2s',
  ]);
  expect(rawPath('/x?b=1&a=2', undefined)).toBe('/x?b=1&a=2');
});
