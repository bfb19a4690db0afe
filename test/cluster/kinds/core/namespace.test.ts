import { expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const dev = '{apiVersion: v1, kind: Namespace, metadata: {name: dev}}';

test('a namespace is active, held by its finalizer and labelled with its name', () => {
  const { body } = kindServer().create(dev);
  expect(body).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'dev' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
  expect(body.metadata).not.toHaveProperty('generation');
});

test('a generated name is a label too', () => {
  const { body } = kindServer().create('{apiVersion: v1, kind: Namespace, metadata: {generateName: dev-}}');
  expect(body.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': body.metadata.name });
});

test('neither the label nor the finalizer can be written away', () => {
  const server = kindServer();
  server.create(dev);
  const { body } = server.patch(dev, { metadata: { labels: { 'kubernetes.io/metadata.name': 'other' } }, spec: { finalizers: null } });
  expect(body.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'dev' });
  expect(body['spec']).toEqual({ finalizers: ['kubernetes'] });
});

test('deleting only marks it', () => {
  const server = kindServer();
  server.create(dev);
  server.api.delete('namespaces', '', 'dev');
  expect(server.api.get('namespaces', '', 'dev')).toMatchObject({
    metadata: { deletionTimestamp: '2026-11-21T06:00:00Z' },
    status: { phase: 'Terminating' },
  });
  expect(server.rows(dev).at(-1)).toEqual(['dev', 'Terminating', '0s']);
});
