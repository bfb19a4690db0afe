import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';

/** An editor's command line, ready for a path behind it; `shell`: the last word is a script that the path belongs into. */
export interface Editor {
  words: readonly string[];
  shell: boolean;
}

/** KUBE_EDITOR, EDITOR or vi; what has quotes in it is left to the shell. */
export function editorOf(env: Io['env']): Editor {
  const text = env['KUBE_EDITOR'] || env['EDITOR'] || 'vi';
  if (!text.includes(' ')) return { words: [text], shell: false };
  if (!/["'\\]/.test(text)) return { words: text.split(' '), shell: false };
  return { words: [env['SHELL'] || '/bin/bash', '-c', text], shell: true };
}

/** A new file with the text, named as kubectl names it: `kubectl-edit-2718281828.yaml`. */
export async function writeTemporary(env: Io['env'], text: string, extension: string): Promise<string> {
  for (;;) {
    const path = join(env['TMPDIR'] || tmpdir(), `kubectl-edit-${randomInt(2 ** 32)}${extension}`);
    try {
      await writeFile(path, text, { mode: 0o600, flag: 'wx' });
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

export async function removeTemporary(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Opens the file in the editor and comes back with what it holds afterwards. Throws UserError when the editor cannot be started or fails. */
export async function editFile(io: Io, { words, shell }: Editor, path: string): Promise<string> {
  const named = words.join(' ');
  const [program = 'vi', ...rest] = words;
  const args = shell ? [...rest.slice(0, -1), `${rest.at(-1) ?? ''} ${JSON.stringify(path)}`] : [...rest, path];
  const ended = await new Promise<'ok' | 'failed' | 'missing'>((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: io.cwd, env: { ...io.env } as NodeJS.ProcessEnv });
    child.once('error', (error) => resolve('code' in error && error.code === 'ENOENT' ? 'missing' : 'failed'));
    child.once('exit', (code) => resolve(code === 0 ? 'ok' : 'failed'));
  });
  if (ended === 'missing') throw new UserError(`unable to launch the editor ${JSON.stringify(named)}`);
  if (ended === 'failed') throw new UserError(`there was a problem with the editor ${JSON.stringify(named)}`);
  return readFile(path, 'utf8');
}
