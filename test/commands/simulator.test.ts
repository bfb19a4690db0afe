import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryIo, runCommands } from '../support/run-commands.ts';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sim-'));
  env = { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1' };
});
afterEach(() => rmSync(home, { recursive: true }));

async function run(...argv: string[]): Promise<string> {
  const io = { ...memoryIo({ env }), cwd: home };
  const { stdout, stderr, exitCode } = await runCommands(commandTable, argv, undefined, io);
  return `${stdout}${stderr}${exitCode ? `[exit ${exitCode}]` : ''}`.replaceAll(home, 'HOME').trimEnd();
}
const state = (name: string): string => readFileSync(join(home, 'clusters', `${name}.json`), 'utf8');
const status = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await run('sim', 'status', '-o', 'json')) as Record<string, unknown>;

describe('sim', () => {
  it('moves the manual clock, and keeps where it is', async () => {
    expect(await run('sim', 'clock')).toBe('The clock is manual: it is 2026-01-01T00:00:00Z.');
    expect(await run('sim', 'advance', '10m')).toBe('Advanced by 10m0s: it is 2026-01-01T00:10:00Z.');
    expect(await run('sim', 'advance', '0.5s')).toBe('Advanced by 500ms: it is 2026-01-01T00:10:00Z.');
    expect(await run('sim', 'advance', '30d')).toBe('Advanced by 720h0m0s: it is 2026-01-31T00:10:00Z.');
    expect(await status()).toMatchObject({
      name: 'kubesim',
      clock: 'manual',
      now: Date.UTC(2026, 0, 31, 0, 10, 0, 500),
      seed: 1,
      bare: true,
    });
  });

  it.each([
    [['soon'], 'error: time: invalid duration "soon"\n[exit 1]'],
    [['5'], 'error: time: missing unit in duration "5"\n[exit 1]'],
    [['999999h'], 'error: DURATION must be at most ten years (87840h)\n[exit 1]'],
    [['--', '-5s'], 'error: time does not go back: DURATION must not be negative\n[exit 1]'],
    [[], "error: exactly one DURATION is required, such as 10m\nSee 'kubectl sim advance -h' for help and examples\n[exit 1]"],
  ])('refuses to advance by %j', async (args, message) => {
    expect(await run('sim', 'advance', ...args)).toBe(message);
  });

  it('changes the clock without a jump', async () => {
    await run('sim', 'advance', '1h');
    delete env.KUBESIM_CLOCK;
    expect(await run('sim', 'clock', 'wall')).toMatch(/^The clock is wall: it is 2026-01-01T01:00:0\dZ\.$/);
    expect(await run('sim', 'clock')).toMatch(/^The clock is wall: it is 2026-01-01T01:00:/);
    expect(await run('sim', 'advance', '2h')).toMatch(/: it is 2026-01-01T03:00:/);
    expect(await run('sim', 'clock', 'manual')).toMatch(/^The clock is manual: it is 2026-01-01T03:00:/);
    expect(await run('sim', 'clock', 'slow')).toMatch(/^error: the clock is 'wall' or 'manual'/);
  });

  it('says when a setting goes before the choice', async () => {
    expect(await run('sim', 'clock', 'wall')).toContain(
      "warning: KUBESIM_CLOCK=manual goes before the cluster's own setting, which is wall now",
    );
  });

  it('resets to the same bytes, and reseeds', async () => {
    await run('sim', 'status');
    const fresh = state('kubesim');
    await run('sim', 'advance', '1h');
    expect(await run('sim', 'seed', '7')).toBe('The seed is 7.');
    expect(state('kubesim')).not.toBe(fresh);
    expect(await run('sim', 'reset')).toBe('Cluster "kubesim" reset.');
    expect(state('kubesim')).toBe(fresh);
    delete env.KUBESIM_SEED;
    await run('sim', 'seed', '7');
    await run('sim', 'reset');
    expect(await run('sim', 'seed')).toBe('The seed is 7.');
    expect(await run('sim', 'seed', 'x')).toBe('error: the seed must be an integer, not "x"\n[exit 1]');
  });

  it('draws what it says in a box', async () => {
    const text = await run('sim', 'status');
    expect(text).toContain('│ Cluster ');
    expect(text).toContain('manual (time moves by sim advance and by waiting)');
    expect(text).not.toContain('\u001b[');
  });
});

describe('cluster', () => {
  it('makes, lists, uses and deletes clusters', async () => {
    expect(await run('cluster', 'list')).toBe('No clusters yet: the first command that needs one makes it.');
    expect(await run('cluster', 'create', 'exam', '--nodes=5')).toBe(
      'Cluster "exam" created with 5 nodes.\nSwitch to it with: kubesim config use-context exam',
    );
    expect(await run('config', 'get-contexts', '-o', 'name')).toBe('exam\nkubesim');
    expect(await run('config', 'current-context')).toBe('kubesim');
    await run('config', 'use-context', 'exam');
    expect(await status()).toMatchObject({ name: 'exam' });
    await run('cluster', 'create', '--name=lab', '--node-names=lab-control-plane,w1', '--bare=false', '--clock=wall', '--seed=9');
    expect(await run('cluster', 'list', '-o', 'name')).toBe('exam\nlab');
    const listed = JSON.parse(await run('cluster', 'list', '-o', 'json')) as object[];
    expect(listed).toMatchObject([
      { name: 'exam', current: true, contexts: ['exam'], state: { nodes: 5, clock: 'manual' } },
      { name: 'lab', current: false, state: { nodes: 2, clock: 'wall' } },
    ]);
    expect(await run('cluster', 'list')).toContain('│ * │ exam ');
    expect(await run('cluster', 'delete', 'exam')).toBe('Cluster "exam" deleted.');
    expect(await run('config', 'current-context')).toBe('kubesim');
    expect(await run('config', 'get-contexts', '-o', 'name')).toBe('kubesim\nlab');
  });

  it.each<[string, string[], string]>([
    ['a name that is no name', ['create', '../evil'], 'error: "../evil" cannot name a cluster'],
    ['no name', ['create'], 'error: exactly one NAME is required'],
    ['no nodes', ['create', 'a', '--nodes=0'], 'error: --nodes must be between 1 and 1000'],
    ['two ways to say the nodes', ['create', 'a', '--nodes=1', '--node-names=x'], 'error: --nodes and --node-names exclude each other'],
    ['a node that is no node', ['create', 'a', '--node-names=X'], 'error: --node-names: "X" is not a node name'],
    ['a seed that is none', ['create', 'a', '--seed=x'], 'error: KUBESIM_SEED must be an integer, not "x"'],
    ['a cluster that is not there', ['delete', 'a'], 'error: no cluster named "a" exists in HOME/clusters'],
  ])('refuses %s', async (_, args, message) => {
    expect(await run('cluster', ...args)).toContain(message);
    expect(existsSync(join(home, 'clusters', 'a.json'))).toBe(false);
  });

  it('does not make a cluster over another one', async () => {
    await run('cluster', 'create', 'exam');
    const before = state('exam');
    expect(await run('cluster', 'create', 'exam')).toBe('error: a cluster or context named "exam" exists already\n[exit 1]');
    expect(state('exam')).toBe(before);
  });

  it('makes and deletes the default cluster, whose context stays', async () => {
    await run('cluster', 'create', 'kubesim', '--nodes=1');
    expect(await status()).toMatchObject({ name: 'kubesim', counts: expect.arrayContaining([{ resource: 'nodes', count: 1 }]) as unknown });
    await run('cluster', 'delete', 'kubesim');
    expect(await run('cluster', 'list', '-o', 'name')).toBe('');
    expect(await status()).toMatchObject({ counts: expect.arrayContaining([{ resource: 'nodes', count: 3 }]) as unknown });
  });

  it('lists what it cannot read, too', async () => {
    await run('cluster', 'create', 'exam');
    writeFileSync(join(home, 'clusters', 'bad.json'), '{"kubesim":');
    const text = await run('cluster', 'list');
    expect(text).toContain('cannot be read');
    expect(text).toContain('warning: the cluster file HOME/clusters/bad.json is damaged');
  });
});
