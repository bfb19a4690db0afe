import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tellError } from '../../../src/kubectl/errors.ts';
import { printKustomization } from '../../../src/kubectl/kustomize/print.ts';

interface Case {
  name: string;
  files: Map<string, string>;
  exitCode: number;
  shows: string;
}

/** What `kubectl kustomize case` of v1.36 showed of the files, stderr before stdout, with DIR for the folder that it ran in. */
function recorded(): Case[] {
  const cases: Case[] = [];
  let add: ((line: string) => void) | undefined;
  for (const line of readFileSync(join(import.meta.dirname, 'recorded.txt'), 'utf8').split(/(?<=\n)/)) {
    const current = cases.at(-1)!;
    const [, name] = /^#### (.*)\n$/.exec(line) ?? [];
    const [, file] = /^## file (.*)\n$/.exec(line) ?? [];
    const [, exitCode] = /^## shows (\d+)\n$/.exec(line) ?? [];
    if (name !== undefined) cases.push({ name, files: new Map(), exitCode: 0, shows: '' });
    else if (file !== undefined) {
      current.files.set(file, '');
      add = (text) => current.files.set(file, current.files.get(file)! + text);
    } else if (exitCode !== undefined) {
      current.exitCode = Number(exitCode);
      add = (text) => void (current.shows += text);
    } else add!(line);
  }
  return cases;
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kustomize-')));
afterAll(() => rmSync(root, { recursive: true }));

function run(cwd: string): { shows: string; exitCode: number } {
  let shows = '';
  const warn = (text: string): void => void (shows += `${text}\n`);
  try {
    const printed = printKustomization('case', { cwd, warn });
    return { shows: shows + printed, exitCode: 0 };
  } catch (error) {
    const { text, exitCode, defect } = tellError(error, 'kubectl kustomize');
    if (defect) throw error;
    return { shows: shows + text, exitCode };
  }
}

describe('kubectl kustomize', () => {
  it.each(recorded().map((each, index) => [each.name, index, each] as const))('%s', (_, index, { files, shows, exitCode }) => {
    const cwd = join(root, String(index));
    for (const [name, text] of files) {
      const path = join(cwd, 'case', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const ran = run(cwd);
    expect(ran.shows.replaceAll(cwd, 'DIR')).toBe(shows);
    expect(ran.exitCode).toBe(exitCode);
  });
});
