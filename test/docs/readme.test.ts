import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../esbuild.config.mjs';
import { consoleSteps, trimmed, withOutputs } from './console-blocks.ts';

const root = join(import.meta.dirname, '..', '..');
const path = join(root, 'README.md');
const readme = readFileSync(path, 'utf8');
const recording = process.env['KUBESIM_RECORD_README'] === '1';
/** Where the README keeps the cluster of its tour. */
const TOUR_HOME = '/tmp/kubesim-tour';
const SEPARATOR = '\u001e';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubesim-readme-'));
  await build();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script in the checkout, as someone who has none of our settings and no cluster yet. */
function run(script: string, home: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'kubesim'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin', 'run.js')}' "$@"\n`);
  chmodSync(join(bin, 'kubesim'), 0o755);
  const settings = Object.entries(process.env).filter(([name]) => !/^(KUBESIM_|KUBECONFIG$|npm_)/.test(name));
  const env = {
    ...Object.fromEntries(settings),
    HOME: home,
    PATH: `${bin}:${process.env['PATH']}`,
    TZ: 'UTC',
    NO_COLOR: '1',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  // From standard input, so that aliases hold from the next line on.
  return execFileSync('bash', [], { cwd: root, env, input: `exec 2>&1; shopt -s expand_aliases\n${script}`, encoding: 'utf8' });
}

test('the two commands of the beginning make a cluster and an application', () => {
  const [, commands = ''] = /```sh\n(npm install && npx kubesim [^\n]*)\n```/.exec(readme) ?? [];
  expect(commands).toBe('npm install && npx kubesim apply -f manifests/quickstart');
  const output = run(commands.replace('npm install && ', ''), mkdtempSync(join(folder, 'home-')));
  expect(output).toMatch(/^namespace\/shop created\n(.+ created\n)+$/);
});

/** `KUBESIM_RECORD_README=1 npx vitest run test/docs` writes the outputs anew. */
test('the console shows what the README says', { timeout: 180_000 }, () => {
  const steps = consoleSteps(readme);
  expect(steps.length).toBeGreaterThan(30);
  const home = mkdtempSync(join(folder, 'home-'));
  const script = steps.map(({ command }) => `printf '${SEPARATOR}'\n${command.replaceAll(TOUR_HOME, join(home, 'tour'))}\n`).join('');
  const outputs = trimmed(run(script, home)).replaceAll(join(home, 'tour'), TOUR_HOME).split(SEPARATOR).slice(1);
  if (recording) return writeFileSync(path, withOutputs(readme, outputs));
  const shown = steps.map(({ command }, i) => `$ ${command}\n${outputs[i]}`);
  expect(shown.join('')).toBe(steps.map(({ command, output }) => `$ ${command}\n${output}`).join(''));
});
