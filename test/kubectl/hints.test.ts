import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { runCommandLine } from '../../src/run-command-line.ts';
import { memoryIo } from '../support/run-commands.ts';

const home = mkdtempSync(join(tmpdir(), 'hints-'));
afterAll(() => rmSync(home, { recursive: true }));
const env = { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1' };

async function run(line: string, more: Record<string, string> = {}, terminal = true): Promise<{ stdout: string; stderr: string }> {
  const io = memoryIo({ env: { ...env, ...more } });
  const dressed = {
    ...io,
    cwd: home,
    stdout: { ...io.stdout, isTerminal: terminal, columns: 60 },
    stderr: { ...io.stderr, isTerminal: terminal, columns: 60 },
  };
  await runCommandLine(line.split(' '), '/', commandTable, { io: dressed, connect });
  return io.written;
}

beforeAll(async () => {
  await run('create namespace dev');
  await run('create configmap conf --from-literal=a=b -n dev');
  await run('create deployment web --image=nginx');
  await run('create deployment bad --image=nginx:nope');
  await run('sim advance 5s');
});

describe('hints on a terminal', () => {
  it.each([
    ['get podss', 'did you mean pods?'],
    ['describe deploymnet web', 'did you mean deployment?'],
    ['get pods --al-namespaces', 'did you mean --all-namespaces?'],
    ['top nodes', 'there is no metrics server yet: kubesim apply -f manifests/addons/metrics-server.yaml'],
    ['get pod -all-namespaces', 'did you mean --all-namespaces? Long flags take two dashes.'],
    ['create deploymnt web --image=nginx', 'did you mean kubectl create deployment?'],
    ['get cm conf', 'there is one in the namespace dev: add -n dev'],
  ])('%s', async (line, hint) => {
    expect((await run(line)).stderr).toMatch(new RegExp(`\\nkubesim: ${hint.replace('?', '\\?')}\\n$`));
  });

  it('are silent when nothing comes to mind, when they are turned off, and where there is no terminal', async () => {
    expect((await run('get pods nothing')).stderr).toBe('Error from server (NotFound): pods "nothing" not found\n');
    expect((await run('get podss', { KUBESIM_HINTS: '0' })).stderr).not.toContain('kubesim:');
    expect((await run('get podss', {}, false)).stderr).not.toContain('kubesim:');
  });
});

describe('tables on a terminal', () => {
  it('have their status in colour, and are the same without', async () => {
    const { stdout } = await run('get namespaces');
    expect(stdout).toContain('\x1b[32mActive\x1b[39m');
    const { stdout: plain } = await run('get namespaces', {}, false);
    // eslint-disable-next-line no-control-regex
    expect(stdout.replace(/\x1b\[\d+m/g, '')).toBe(plain);
    expect((await run('get namespaces', { NO_COLOR: '1' })).stdout).toBe(plain);
  });

  it('are cut at its width while they are watched', async () => {
    const { stdout } = await run('get deployments -w -o wide --request-timeout=1s', { NO_COLOR: '1' });
    for (const line of stdout.trimEnd().split('\n')) expect([...line].length).toBeLessThanOrEqual(60);
    expect(stdout).toContain('…');
  });
});
