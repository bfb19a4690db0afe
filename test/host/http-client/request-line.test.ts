import { expect, test } from 'vitest';
import { httpRequest } from '../../../src/host/http-client/request-line.ts';

const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' };

test.each(['delete', 'deletecollection'] as const)('a dry run of %s is told in the body, where servers look for it', (verb) => {
  const { method, body } = httpRequest({ ...pods, verb, name: 'a', dryRun: true, body: { propagationPolicy: 'Background' } });
  expect(method).toBe('DELETE');
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
