import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR } from '../../../../src/cluster/apiserver/users.ts';
import type { WireAnswer } from '../../../../src/cluster/cluster.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster, apply } = realCluster();

const send = (method: string, target: string, headers: Record<string, string> = {}, body?: string): WireAnswer & { kind: 'whole' } => {
  const answer = cluster.wire({ method, target, headers, trusted: ADMINISTRATOR, ...(body === undefined ? {} : { body }) });
  if (answer.kind !== 'whole') throw new Error(`${method} ${target} answers with a ${answer.kind}`);
  return answer;
};

describe('a request on the wire', () => {
  it('is answered with the object', () => {
    const { status, headers, body } = send('GET', '/api/v1/namespaces/default');
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(body)).toMatchObject({ kind: 'Namespace', metadata: { name: 'default' } });
  });

  it('is refused with a Status', () => {
    const { status, body } = send('GET', '/api/v1/namespaces/nowhere');
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ kind: 'Status', reason: 'NotFound', message: 'namespaces "nowhere" not found' });
  });

  it('for what an object does not have is told of the path, or of the object when it is a custom one', () => {
    apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gears.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Gear', plural: 'gears' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    });
    const message = (path: string): string => (JSON.parse(send('GET', path).body) as { message: string }).message;
    expect(message('/apis/example.com/v1/namespaces/default/gears/one/scale')).toBe('gears.example.com "one" not found');
    expect(message('/apis/apps/v1/namespaces/default/daemonsets/one/scale')).toBe('the server could not find the requested resource');
  });

  it('is warned of what is deprecated, also when it is refused', () => {
    const { status, headers, body } = send('GET', '/api/v1/componentstatuses/nobody');
    expect([status, headers['warning']]).toEqual([500, '299 - "v1 ComponentStatus is deprecated in v1.19+"']);
    expect(JSON.parse(body)).toMatchObject({ message: 'Component not found: nobody' });
    expect(send('PUT', '/api/v1/componentstatuses/nobody').headers).not.toHaveProperty('warning');
  });

  it.each([
    ['GET', '?limit=x', 'list'],
    ['GET', '?watch=1&resourceVersionMatch=Foo', 'watch'],
    ['GET', '?fieldSelector=spec.zzz%3D1', 'list'],
    ['POST', '', 'create'],
  ])('of someone who may not ask says nothing of what is wrong with it: %s %s', (method, query, verb) => {
    const target = `/api/v1/namespaces/default/pods${query}`;
    const answer = cluster.wire({ method, target, headers: { 'content-type': 'text/x' }, body: '{' });
    if (answer.kind !== 'whole') throw new Error('no refusal');
    expect([answer.status, (JSON.parse(answer.body) as { message: string }).message]).toEqual([
      403,
      `pods is forbidden: User "system:anonymous" cannot ${verb} resource "pods" in API group "" in the namespace "default"`,
    ]);
  });

  it.each(['{"gracePeriodSeconds":"x"}', '{"kind":"Pod"}', '{'])('to delete is read before the object is looked for: %s', (body) => {
    expect(send('DELETE', '/api/v1/namespaces/default/pods/none', { 'content-type': 'application/json' }, body).status).toBe(400);
  });

  it('may be a watch', () => {
    const answer = cluster.wire({ method: 'GET', target: '/api/v1/namespaces?watch=true', headers: {}, trusted: ADMINISTRATOR });
    if (answer.kind !== 'watch') throw new Error('no watch');
    const lines = cluster.poll(answer.watch).map((event) => answer.encode(event));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'ADDED', object: { kind: 'Namespace' } });
  });
});
