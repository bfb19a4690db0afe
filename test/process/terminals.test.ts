import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'bin', 'run.js');

let home: string;
let env: NodeJS.ProcessEnv;
let running: ChildProcess[];
beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'kubesim.cjs'))) execFileSync(process.execPath, [join(root, 'esbuild.config.mjs')]);
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'terminals-'));
  env = { ...process.env, KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: '', KUBESIM_SEED: '', KUBESIM_NODES: '' };
  running = [];
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

interface Running {
  child: ChildProcess;
  output(): string;
  /** Exit status, or the signal. */
  ended: Promise<number | string>;
}

function start(...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (text += piece.toString()));
  return {
    child,
    output: () => text,
    ended: new Promise((resolve) => child.on('close', (status, signal) => resolve(status ?? signal ?? ''))),
  };
}

async function run(...args: string[]): Promise<string> {
  const command = start(...args);
  await command.ended;
  return command.output();
}

/** Waits for what another process is to bring about; the test's time-out is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const files = (): string[] => readdirSync(join(home, 'clusters'));

describe('several processes on one cluster', () => {
  it('all take effect when they start at once, on a cluster that is not there yet', async () => {
    const labels = Array.from({ length: 16 }, (_, index) => `k${index}`);
    await Promise.all(labels.map((label) => run('label', 'node', 'kubesim-worker', `${label}=x`)));
    const node = JSON.parse(await run('get', 'node', 'kubesim-worker', '-o', 'json')) as { metadata: { labels: Record<string, string> } };
    expect(Object.keys(node.metadata.labels)).toEqual(expect.arrayContaining(labels));
    expect(files()).toEqual(['kubesim.json']);
  });

  it.each(['', 'manual'])('a watch shows what another one does, and holds no lock (clock: %j)', async (clock) => {
    env.KUBESIM_CLOCK = clock;
    const watching = start('get', 'nodes', '-w', '-o', 'name');
    await until(() => watching.output().split('\n').length > 3);
    await until(() => files().join() === 'kubesim.json');
    const before = watching.output();
    await run('label', 'node', 'kubesim-worker2', 'a=b');
    await until(() => watching.output() !== before);
    expect(watching.output()).toBe(`${before}node/kubesim-worker2\n`);
    watching.child.kill('SIGINT');
    expect(await watching.ended).not.toBe(0);
    expect(files()).toEqual(['kubesim.json']);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('one that is ended by %s at any moment leaves a whole state', async (signal) => {
    await run('get', 'nodes');
    for (let moment = 40; moment < 240; moment += 25) {
      const command = start('label', 'node', 'kubesim-worker', `at-${moment}=x`, 'other=y', '--overwrite');
      setTimeout(() => command.child.kill(signal), moment);
      await command.ended;
      expect(() => void JSON.parse(readFileSync(join(home, 'clusters', 'kubesim.json'), 'utf8'))).not.toThrow();
      expect(await run('get', 'node', 'kubesim-worker', '-o', 'name')).toBe('node/kubesim-worker\n');
    }
  });

  it('gives the same bytes for the same commands, seed and manual clock', async () => {
    Object.assign(env, { KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '5' });
    const script = async (): Promise<string> => {
      rmSync(join(home, 'clusters'), { recursive: true, force: true });
      await run('label', 'node', 'kubesim-worker', 'a=b');
      await run('sim', 'advance', '90m');
      await run('taint', 'node', 'kubesim-worker', 'a=b:NoExecute');
      return readFileSync(join(home, 'clusters', 'kubesim.json'), 'utf8');
    };
    expect(await script()).toBe(await script());
  });
});
