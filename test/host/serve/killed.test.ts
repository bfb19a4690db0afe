import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { journalPath } from '../../../src/host/journal.ts';
import { readState } from '../../../src/host/state-file.ts';
import { newHome } from '../../support/served-cluster.ts';

const home = newHome();
afterAll(() => home.remove());

const configMaps = (): string[] =>
  [...(readState(home.statePath)?.image.objects.keys() ?? [])]
    .filter((key) => key.startsWith('configmaps default/'))
    .map((key) => key.slice(19));

/** Creates ConfigMaps one after the other until the server is gone; gives back those that it has acknowledged. */
async function load(url: string, prefix: string, size: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let index = 0; ; index++) {
    const name = `${prefix}-${index}`;
    try {
      const response = await fetch(`${url}/api/v1/namespaces/default/configmaps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ metadata: { name }, data: { filler: 'x'.repeat(size) } }),
      });
      if (response.status === 201) acknowledged.push(name);
      await response.arrayBuffer();
    } catch {
      return acknowledged;
    }
  }
}

describe('a server that is killed at any moment', () => {
  // The larger ones make the journal part of the state file again and again.
  it.each([10, 200_000])(
    'has lost nothing that it has answered (objects of %d bytes)',
    async (size) => {
      const expected = new Set(configMaps());
      for (let round = 0; round < 3; round++) {
        const { child, url, ended } = await home.serve('--insecure-http');
        const loads = Array.from({ length: 4 }, (_, index) => load(url, `s${size}-r${round}-${index}`, size));
        await pause(200 + Math.random() * 400);
        child.kill('SIGKILL');
        await ended;
        const acknowledged = (await Promise.all(loads)).flat();
        expect(acknowledged.length).toBeGreaterThan(0);
        for (const name of acknowledged) expected.add(name);
        expect(configMaps()).toEqual(expect.arrayContaining([...expected]));
      }
    },
    60_000,
  );

  it('leaves nothing in the way of the next command, which makes the journal part of the file', async () => {
    expect(existsSync(journalPath(home.statePath))).toBe(true);
    const before = configMaps();
    expect(await home.run('create', 'configmap', 'next')).toMatchObject({ stdout: 'configmap/next created\n', status: 0 });
    expect(existsSync(journalPath(home.statePath))).toBe(false);
    expect(configMaps()).toEqual(expect.arrayContaining([...before, 'next']));
  });
});
