import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'bin', 'run.js');

let home: string;
let env: NodeJS.ProcessEnv;
beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'kubesim.cjs'))) execFileSync(process.execPath, [join(root, 'esbuild.config.mjs')]);
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'streams-'));
  env = { ...process.env, KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '', KUBESIM_NODES: '' };
});
afterEach(() => rmSync(home, { recursive: true }));

const kubesim = (args: string[], stdout: 'pipe' | number = 'pipe') =>
  spawnSync(process.execPath, [program, ...args], { env, cwd: home, encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] });

describe('standard streams', () => {
  it.skipIf(!existsSync('/dev/full'))('output that cannot be written is told in one line, and what was done is kept', () => {
    const { status, stderr } = kubesim(['create', 'namespace', 'red'], openSync('/dev/full', 'w'));
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'error: write /dev/stdout: no space left on device\n' });
    expect(kubesim(['get', 'namespace', 'red', '-o', 'name']).stdout).toBe('namespace/red\n');
  });

  it('a reader that goes away is nothing to talk about', () => {
    const piped = `${process.execPath} ${program} get events,nodes,clusterroles -A -o json | head -c 10`;
    const { stdout, stderr } = spawnSync('sh', ['-c', piped], { env, cwd: home, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{\n    "api', stderr: '' });
  });
});
