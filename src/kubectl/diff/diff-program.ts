import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';

/** The two folders that are compared, one file an object: `LIVE-…` as it is, `MERGED-…` as it would be. */
export class DiffFolders {
  readonly #live: string;
  readonly #merged: string;

  private constructor(live: string, merged: string) {
    this.#live = live;
    this.#merged = merged;
  }

  static async make(io: Io): Promise<DiffFolders> {
    const at = io.env['TMPDIR'] || tmpdir();
    return new DiffFolders(await mkdtemp(join(at, 'LIVE-')), await mkdtemp(join(at, 'MERGED-')));
  }

  /** Empty text: the object is not there. */
  async write(name: string, texts: { live: string; merged?: string }): Promise<void> {
    await writeFile(join(this.#live, name), texts.live, { mode: 0o600 });
    if (texts.merged !== undefined) await writeFile(join(this.#merged, name), texts.merged, { mode: 0o600 });
  }

  /** Runs the program over both folders, its output being ours. True: it found differences. UserError when it could not be run or failed. */
  async compare(io: Io): Promise<boolean> {
    const { program, args } = commandLine(io.env['KUBECTL_EXTERNAL_DIFF'], this.#live, this.#merged);
    const ended = await new Promise<number | string>((resolve) => {
      const child = spawn(program, args, {
        stdio: ['inherit', 'pipe', 'pipe'],
        cwd: io.cwd,
        env: { ...io.env } as NodeJS.ProcessEnv,
      });
      child.stdout.on('data', (piece: Uint8Array) => io.stdout.write(piece));
      child.stderr.on('data', (piece: Uint8Array) => io.stderr.write(piece));
      child.once('error', (error) => resolve(startFailure(program, error)));
      child.once('close', (code, signal) => resolve(code ?? `signal: ${signal ?? ''}`));
    });
    if (ended === 0) return false;
    if (ended === 1) return true;
    throw new UserError(`failed to run ${JSON.stringify(program)}: ${typeof ended === 'number' ? `exit status ${ended}` : ended}`);
  }

  async remove(): Promise<void> {
    await rm(this.#live, { recursive: true, force: true });
    await rm(this.#merged, { recursive: true, force: true });
  }
}

function startFailure(program: string, error: Error): string {
  if (!('code' in error) || error.code !== 'ENOENT') return error.message;
  return program.includes('/') ? `fork/exec ${program}: no such file or directory` : 'executable file not found in $PATH';
}

/** `diff -u -N`, or what KUBECTL_EXTERNAL_DIFF says; words of it that are neither letters, digits, dashes nor equals signs are left out, as kubectl does. */
export function commandLine(external: string | undefined, live: string, merged: string): { program: string; args: string[] } {
  if (!external) return { program: 'diff', args: ['-u', '-N', live, merged] };
  const [program = '', ...options] = external.split(' ');
  return { program, args: [live, merged, ...options.filter((word) => /^[a-zA-Z0-9-=]+$/.test(word))] };
}
