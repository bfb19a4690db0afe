import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

export interface Served {
  child: ChildProcess;
  url: string;
  kubeconfig: string;
  /** What it has said on stderr. */
  told(): string;
  ended: Promise<number | null>;
}

/** A home folder of its own, with what a test does to it in separate processes of the built program. */
export function newHome(env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'served-'));
  const environment = { PATH: process.env.PATH ?? '', KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_HINTS: '0', ...env };
  const running = new Set<ChildProcess>();
  return {
    home,
    environment,
    statePath: join(home, 'clusters', 'kubesim.json'),
    /** Starts a server and waits until it says that it is ready. */
    serve(...flags: string[]): Promise<Served> {
      const child = spawn(process.execPath, [program, 'serve', '--port=0', ...flags], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      let out = '';
      let told = '';
      const ended = new Promise<number | null>((resolve) =>
        child.on('close', (status) => {
          running.delete(child);
          resolve(status);
        }),
      );
      child.stderr.on('data', (piece: Buffer) => (told += piece.toString()));
      return new Promise((resolve, reject) => {
        child.stdout.on('data', (piece: Buffer) => {
          out += piece.toString();
          const match = /^Serving cluster "[^"]*" at (\S+), kubeconfig in (.*)\n/.exec(out);
          if (match) resolve({ child, url: match[1]!, kubeconfig: match[2]!, told: () => told, ended });
        });
        void ended.then((status) => reject(new Error(`the server ended with status ${status}: ${told}`)));
      });
    },
    /** Runs one command to its end. */
    run(...args: string[]): Promise<{ stdout: string; stderr: string; status: number | null }> {
      const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      running.add(child);
      const texts = { stdout: '', stderr: '' };
      child.stdout.on('data', (piece: Buffer) => (texts.stdout += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (texts.stderr += piece.toString()));
      return new Promise((resolve) =>
        child.on('close', (status) => {
          running.delete(child);
          resolve({ ...texts, status });
        }),
      );
    },
    remove(): void {
      for (const child of running) child.kill('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
