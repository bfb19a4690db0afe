import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js');
const home = mkdtempSync(join(tmpdir(), 'shells-'));
const folder = join(home, 'work');
afterAll(() => rmSync(home, { recursive: true }));

const env = {
  HOME: home,
  PATH: `${join(home, 'bin')}:${process.env.PATH}`,
  KUBESIM_HOME: home,
  KUBESIM_BARE: '1',
  KUBESIM_CLOCK: 'manual',
  KUBESIM_SEED: '1',
};

beforeAll(() => {
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'kubectl'), `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'overlay'), { recursive: true });
  for (const name of ['app.yaml', 'notes.txt']) writeFileSync(join(folder, name), '');
  for (const command of [
    ['create', 'namespace', 'dev'],
    ['run', 'multi', '--image=nginx'],
    ['config', 'set-context', 'with blank', '--cluster=kubesim'],
  ])
    execFileSync(process.execPath, [program, ...command], { env, stdio: 'ignore' });
});

function there(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What the lines become, or could become, in a shell. */
async function completed(shell: string, flags: readonly string[], lines: readonly string[]): Promise<string[]> {
  const script = join(import.meta.dirname, `complete.${shell}`);
  const { stdout } = await promisify(execFile)(shell, [...flags, script, ...lines], { env, cwd: folder });
  return stdout.replace(/\n$/, '').split('\n');
}

const EACH = { timeout: 60_000 };

/** The line, and what its last word is completed to where there is one way only. */
const ONE_WAY: readonly (readonly [line: string, word: string])[] = [
  ['kubectl rollo', 'rollout'],
  ['kubectl get pods m', 'multi'],
  ['kubectl get po/m', 'po/multi'],
  ['kubectl get --namespace=dev', '--namespace=dev'],
  ['kubectl logs multi -c m', 'multi'],
  ['kubectl create rolebinding x --clusterrole system:controller:at', 'system:controller:attachdetach-controller'],
  ['kubectl apply -f app', 'app.yaml'],
  ['kubectl apply --filename=app', '--filename=app.yaml'],
  ['kubectl apply -k over', 'overlay/'],
  ['kubectl cp mul', 'multi:'],
  ['kubectl config use-context wi', 'with\\ blank'],
  ['kubectl get nope x', 'x'],
];

describe.skipIf(!there('zsh'))('in zsh', () => {
  it('words become what there is one of', EACH, async () => {
    const become = await completed(
      'zsh',
      ['-f'],
      ONE_WAY.map(([line]) => line),
    );
    const expected = ONE_WAY.map(([line, word]) => line.slice(0, line.lastIndexOf(' ') + 1) + word);
    expect(become.map((line) => line.trimEnd())).toEqual(expected);
    // No blank follows where the word goes on.
    expect(become[ONE_WAY.findIndex(([line]) => line === 'kubectl cp mul')]).toBe('kubectl cp multi:');
  });
});

describe.skipIf(!there('fish'))('in fish', () => {
  it('words become what there is', EACH, async () => {
    expect(
      await completed(
        'fish',
        ['--no-config'],
        [
          'kubectl rollout ',
          'kubectl get pods m',
          'kubectl get po/m',
          'kubectl get --output=js',
          "kubectl get 'pods' m",
          'FOO=1 kubectl get pods m',
          'kubectl config use-context w',
          'kubectl apply -f a',
          'kubectl apply --kustomize=o',
          'kubectl create secret generic x --from-file=n',
          'kubectl cp mul',
          'kubectl get nope x',
        ],
      ),
    ).toEqual([
      'history pause restart resume status undo',
      'multi',
      'po/multi',
      '--output=json --output=jsonpath --output=jsonpath-as-json --output=jsonpath-file',
      'multi',
      'multi',
      'with blank',
      'app.yaml',
      '--kustomize=overlay/',
      '--from-file=notes.txt',
      'multi:',
      '',
    ]);
  });
});

describe('in bash', () => {
  it('words become what there is', EACH, async () => {
    expect(
      await completed(
        'bash',
        ['--norc'],
        [
          'kubectl rollo',
          'kubectl get pods m',
          'kubectl get --output=js',
          'kubectl config use-context w',
          "kubectl config use-context 'w",
          'kubectl cp mul',
          'kubectl get nope x',
        ],
      ),
    ).toEqual([
      'rollout',
      'multi',
      '--output=json --output=jsonpath --output=jsonpath-as-json --output=jsonpath-file',
      'with\\ blank',
      'with blank',
      'multi:',
      '',
    ]);
  });
});
