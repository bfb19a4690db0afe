import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ApiResource, Client } from '../../src/api/client.ts';
import { rememberingDiscovery } from '../../src/host/remembered-discovery.ts';

const resource = (group: string, name: string): ApiResource => ({
  group,
  version: 'v1',
  name,
  singularName: '',
  kind: name,
  namespaced: true,
  verbs: ['get'],
});
const PODS = resource('', 'pods');
const BOXES = resource('ship.example.com', 'boxes');
const file = join(mkdtempSync(join(tmpdir(), 'discovery-')), 'cache', 'x.json');
let now = 1_000_000;

/** What a command of its own is told: a new client every time. */
async function told(resources: ApiResource[], options?: { fresh?: boolean }): Promise<string[]> {
  const groups = [...new Set(resources.map(({ group }) => group))].map((name) => ({ name, versions: ['v1'] }));
  const client = { clock: { now: () => now }, discovery: () => Promise.resolve({ resources, groups }) } as unknown as Client;
  return (await rememberingDiscovery(client, file).discovery(options)).resources.map(({ name }) => name);
}

test('custom resources that are gone are remembered until somebody looks again, or for six hours', async () => {
  expect(await told([PODS])).toEqual(['pods']);
  expect(existsSync(file)).toBe(false);
  expect(await told([PODS, BOXES])).toEqual(['pods', 'boxes']);
  expect(await told([PODS])).toEqual(['pods', 'boxes']);
  expect(await told([PODS], { fresh: true })).toEqual(['pods']);
  expect(existsSync(file)).toBe(false);
  expect(await told([PODS, BOXES])).toEqual(['pods', 'boxes']);
  now += 7 * 3_600_000;
  expect(await told([PODS])).toEqual(['pods']);
});
