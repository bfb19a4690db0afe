import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { runCommandLine } from '../../src/run-command-line.ts';
import { memoryIo } from '../support/run-commands.ts';

const home = mkdtempSync(join(tmpdir(), 'complete-'));
afterAll(() => rmSync(home, { recursive: true }));
const env = { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1', PATH: join(home, 'bin') };

async function run(...argv: string[]): Promise<string> {
  const io = { ...memoryIo({ env }), cwd: home };
  await runCommandLine(argv, '/', commandTable, { io, connect });
  return io.written.stdout.replaceAll(/web-[a-z0-9]+-[a-z0-9]{5}/g, 'web-POD');
}

beforeAll(async () => {
  await run('create', 'deployment', 'web', '--image=nginx', '--replicas=2');
  await run('create', 'configmap', 'conf', '--from-literal=a=b');
  await run('create', 'namespace', 'dev');
  await run('run', 'multi', '--image=nginx');
  await run('expose', 'deployment', 'web', '--port=80');
  await run('create', 'deployment', 'ported', '-n=dev', '--image=nginx', '--replicas=0', '--port=8080');
  await run('sim', 'advance', '10s');
  mkdirSync(join(home, 'deploys'));
});

/** `$ words of the line`, and what kubectl v1.36 answered to `__completeNoDesc` on a cluster like this one. */
function recorded(): { line: string; answer: string }[] {
  const steps: { line: string; answer: string }[] = [];
  for (const line of readFileSync(join(import.meta.dirname, 'complete.console'), 'utf8')
    .trimEnd()
    .split('\n')) {
    if (line.startsWith('$ ')) steps.push({ line: line.slice(2), answer: '' });
    else steps.at(-1)!.answer += `${line}\n`;
  }
  return steps;
}

const words = (line: string): string[] => line.split(' ').map((word) => (word === '""' ? '' : word));

describe('completion', () => {
  it.each(recorded())('$line', async ({ line, answer }) => {
    expect(await run('__completeNoDesc', ...words(line))).toBe(answer);
  });

  it.each([
    ['what kubectl leaves to files', 'logs multi -c ""', 'multi\n:4\n'],
    ['values of flags', 'apply --dry-run=', 'none\nserver\nclient\n:4\n'],
    ['values of flags by command', 'run x --restart On', 'OnFailure\n:4\n'],
    ['folders for kustomizations', 'apply -k ""', ':16\n'],
    ['the flags of a user to act as, which are not those of the connection', 'create rolebinding x --user ""', ':4\n'],
    ['nothing when the cluster cannot be reached', '--context=nowhere get pods ""', ':4\n'],
  ])('%s', async (_, line, answer) => {
    expect(await run('__completeNoDesc', ...words(line))).toBe(answer);
  });

  it('describes commands and flags', async () => {
    expect(await run('__complete', 'rollout', 'h')).toBe('history\tView rollout history\n:4\n');
    expect(await run('__complete', 'get', '--show-k')).toMatch(/^--show-kind\t.+\n:4\n$/);
  });

  it('knows plugins, and asks them', async () => {
    mkdirSync(join(home, 'bin'));
    const plugin = (name: string, text: string): void => {
      writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(home, 'bin', name), 0o755);
    };
    plugin('kubectl-foo', 'true');
    plugin('kubectl-foo-bar', 'true');
    plugin('kubectl_complete-foo', 'echo "got $1"; echo :4');
    expect(await run('__complete', 'fo')).toBe('foo\tThe command foo is a plugin installed by the user\n:4\n');
    expect(await run('__complete', 'foo', '')).toBe('bar\tThe command bar is a plugin installed by the user\ngot\n:4\n');
    expect(await run('__complete', 'foo', 'x')).toBe('got x\n:4\n');
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    expect(await run('completion', shell)).toContain('__complete');
  });
});
