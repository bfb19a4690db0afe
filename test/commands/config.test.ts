import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterAll, describe, expect, it } from 'vitest';
import { memoryIo, runCommands } from '../support/run-commands.ts';

const home = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(home, { recursive: true }));

const START = `apiVersion: v1
clusters:
- cluster:
    server: file:///clusters/kubesim.json
  name: kubesim
contexts:
- context:
    cluster: kubesim
    user: kubernetes-admin
  name: kubesim
current-context: kubesim
kind: Config
users:
- name: kubernetes-admin
  user: {}
`;
writeFileSync(join(home, 'config'), START);
writeFileSync(join(home, 'cert.pem'), 'CERT\n');
writeFileSync(join(home, 'key.pem'), 'KEY\n');

interface Step {
  command: string;
  shown: string[];
}

/** What kubectl v1.36 showed, one command after another: lines of stderr begin with `! `, HELP is its help, a backslash at the end is no line break. */
function steps(): Step[] {
  const list: Step[] = [];
  for (const line of readFileSync(join(import.meta.dirname, 'config.console'), 'utf8')
    .trimEnd()
    .split('\n')) {
    if (line.startsWith('$ ')) list.push({ command: line.slice(2), shown: [] });
    else list.at(-1)!.shown.push(line);
  }
  return list;
}

/** Words of a command line, double quotes taken away. */
const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => (quoted ?? word).replaceAll('HOME', home));

async function run(command: string): Promise<string[]> {
  const [, ...argv] = words(command);
  const io = { ...memoryIo({ env: { KUBESIM_HOME: home } }), cwd: home };
  const { stdout, stderr, exitCode } = await runCommands(commandTable, argv, undefined, io);
  const out = stdout.includes('Usage:\n') ? 'HELP\n' : stdout;
  const lines = (text: string): string[] =>
    text === '' ? [] : text.endsWith('\n') ? text.slice(0, -1).split('\n') : `${text}\\`.split('\n');
  const told = [...lines(out), ...lines(stderr).map((line) => `! ${line}`), ...(exitCode ? [`[exit ${exitCode}]`] : [])];
  return told.map((line) => line.replaceAll(home, 'HOME'));
}

describe('kubectl config', () => {
  it.each(steps().map((step, index) => [index + 1, step.command, step.shown] as const))('%i: %s', async (_, command, shown) => {
    expect(await run(command)).toEqual(shown);
  });
});
