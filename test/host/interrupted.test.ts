import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localClient } from '../../src/host/local-client.ts';
import { readState } from '../../src/host/state-file.ts';
import { bundle } from '../support/bundle.ts';
import { newToy, toyCluster } from '../support/toy-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
const program = join(folder, 'worker.cjs');
const path = join(folder, 'toy.json');
beforeAll(() => void bundle('test/host/session-worker.ts', program));
beforeEach(() => {
  for (const file of readdirSync(folder)) if (file !== 'worker.cjs') rmSync(join(folder, file));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Worker {
  child: ChildProcess;
  /** What it said was saved. */
  saved: string[];
  ended: Promise<void>;
}

function start(name: string, count: number): Worker {
  const child = spawn(process.execPath, [program, path, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const saved: string[] = [];
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
    saved.splice(0, saved.length, ...text.split('\n').slice(0, -1));
  });
  return { child, saved, ended: new Promise((resolve) => child.on('close', () => resolve())) };
}

const names = (): string[] => [...(readState(path)?.image.objects.keys() ?? [])].map((key) => key.slice('pods default/'.length));

describe('many commands at once', () => {
  it('all take effect', async () => {
    const workers = Array.from({ length: 10 }, (_, index) => start(`w${index}`, 5));
    await Promise.all(workers.map(({ ended }) => ended));
    expect(names()).toHaveLength(100);
    expect(readdirSync(folder).sort()).toEqual(['toy.json', 'worker.cjs']);
  });
});

describe.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('a command interrupted by %s at any moment', (signal) => {
  it('leaves the old or the new state, and nothing in the way of the next one', async () => {
    for (let round = 0; round < 5; round++) {
      const workers = [start(`r${round}a`, 1000), start(`r${round}b`, 1000)];
      for (const { child } of workers) {
        await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 60));
        child.kill(signal);
      }
      await Promise.all(workers.map(({ ended }) => ended));
      const there = names();
      for (const { saved } of workers) expect(there).toEqual(expect.arrayContaining(saved));
      // Both of a pair or none of them. (After a signal that can be caught, what was acknowledged is kept, be it half a pair.)
      if (signal === 'SIGKILL') for (const name of there) expect(there).toContain(name.endsWith('b') ? name.slice(0, -1) : `${name}b`);
    }
    const client = localClient({ path, open: toyCluster, create: () => toyCluster(newToy()), wallNow: Date.now });
    const body = { metadata: { name: 'last', namespace: 'default' } };
    await client.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'last', body });
    await client.close();
    expect(names()).toContain('last');
    expect(readdirSync(folder).sort()).toEqual(['toy.json', 'worker.cjs']);
  });
});
