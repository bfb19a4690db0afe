import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../esbuild.config.mjs';

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'run.js');
const folder = mkdtempSync(join(tmpdir(), 'plugins-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await build();
  for (const name of ['a', 'b']) mkdirSync(join(folder, name));
  for (const file of [
    'a/kubectl-foo',
    'a/kubectl-foo-bar',
    'a/kubesim-own',
    'a/kubectl-create-widget',
    'a/kubectl-with_dash',
    'b/kubectl-foo',
    'b/kubectl-get',
    'b/kubectl-config-view',
  ])
    plugin(file, 0o755);
  plugin('b/kubectl-noexec', 0o644);
}, 60_000);

function plugin(file: string, mode: number): void {
  writeFileSync(join(folder, file), '#!/bin/sh\necho "${0##*/} args: $*"\nexit ${E:-0}\n');
  chmodSync(join(folder, file), mode);
}

function run(line: string, env: Record<string, string> = {}, folders = ['a', 'b', 'none']): string {
  const path = [...folders.map((name) => join(folder, name)), dirname(process.execPath), '/bin', '/usr/bin'].join(delimiter);
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...line.split(' ')], {
    encoding: 'utf8',
    env: { HOME: folder, PATH: path, KUBESIM_HOME: join(folder, 'home'), ...env },
  });
  return `${stdout}${stderr}${status ? `[exit ${status}]` : ''}`.replaceAll(folder, 'DIR').trimEnd();
}

// As kubectl v1.36 has it.
describe('plugins', () => {
  it.each([
    ['foo', 'kubectl-foo args:'],
    ['foo a b -x --y', 'kubectl-foo args: a b -x --y'],
    ['foo bar baz', 'kubectl-foo-bar args: baz'],
    ['foo bar -x baz', 'kubectl-foo-bar args: -x baz'],
    ['with-dash q', 'kubectl-with_dash args: q'],
    ['own x', 'kubesim-own args: x'],
    ['create widget a --b', 'kubectl-create-widget args: a --b'],
    ['create widgetx', "error: Unexpected args: [widgetx]\nSee 'kubectl create -h' for help and examples\n[exit 1]"],
    ['foo-bar', 'error: unknown command "foo-bar" for "kubectl"\n[exit 1]'],
    ['-n x foo', 'Error: flags cannot be placed before plugin name: -n\n[exit 1]'],
    ['noexec', 'error: unknown command "noexec" for "kubectl"'],
  ])('%s', (line, shown) => {
    expect(run(line).startsWith(shown)).toBe(true);
  });

  it('end as they end', () => {
    expect(run('foo', { E: '3' })).toBe('kubectl-foo args: \n[exit 3]');
  });

  it('are listed with what hides them', () => {
    expect(run('plugin list --name-only 2>&1', {}, ['a']).split('\n').slice(0, 8)).toEqual([
      'The following compatible plugins are available:',
      '',
      'kubectl-create-widget',
      'kubectl-foo',
      'kubectl-foo-bar',
      'kubectl-with_dash',
      'kubesim-own',
      '  - warning: kubectl-create-widget overwrites existing command: "kubectl create"',
    ]);
    expect(run('plugin list', {}, ['b', 'none'])).toBe(`The following compatible plugins are available:

DIR/b/kubectl-config-view
DIR/b/kubectl-foo
DIR/b/kubectl-get
DIR/b/kubectl-noexec
Unable to read directory "DIR/none" from your PATH: open DIR/none: no such file or directory. Skipping...
  - warning: kubectl-config-view overwrites existing command: "kubectl config view"
  - warning: kubectl-get overwrites existing command: "kubectl get"
  - warning: DIR/b/kubectl-noexec identified as a kubectl plugin, but it is not executable
error: 3 plugin warnings were found
[exit 1]`);
    expect(run('plugin list', {}, [])).toBe('error: unable to find any kubectl plugins in your PATH\n[exit 1]');
  });
});
