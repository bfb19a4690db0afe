import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { describe, expect, it } from 'vitest';
import { memoryIo, runCommands } from '../support/run-commands.ts';

/** What kubectl v1.36 showed without a server, one command after another: lines of stderr begin with `! `, a backslash at the end is no line break. */
function steps(): { command: string; shown: string[] }[] {
  const list: { command: string; shown: string[] }[] = [];
  for (const line of readFileSync(join(import.meta.dirname, 'set-local.console'), 'utf8')
    .trimEnd()
    .split('\n')) {
    if (line.startsWith('$ ')) list.push({ command: line.slice(2), shown: [] });
    else list.at(-1)!.shown.push(line);
  }
  return list;
}

const words = (command: string): string[] => [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

async function run(command: string): Promise<string[]> {
  const io = { ...memoryIo(), cwd: join(import.meta.dirname, 'set-local') };
  const { stdout, stderr, exitCode } = await runCommands(commandTable, words(command).slice(1), undefined, io);
  const lines = (text: string): string[] =>
    text === '' ? [] : text.endsWith('\n') ? text.slice(0, -1).split('\n') : `${text}\\`.split('\n');
  return [...lines(stdout), ...lines(stderr).map((line) => `! ${line}`), ...(exitCode ? [`[exit ${exitCode}]`] : [])];
}

describe('without a server', () => {
  it.each(steps().map((step, index) => [index + 1, step.command, step.shown] as const))('%i: %s', async (_, command, shown) => {
    expect(await run(command)).toEqual(shown);
  });
});
