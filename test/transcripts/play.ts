import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { normalize, parseTranscript } from './transcript.ts';

export interface Difference {
  /** `7: kubectl get pods`, the seventh command of the file. */
  step: string;
  expected: string;
  actual: string;
}

const program = resolve(import.meta.dirname, '..', '..', 'bin', 'run.js');

/** Plays a transcript against a fresh cluster on a manual clock, every command a process of its own, and says where the output differs. */
export async function play(file: string): Promise<{ steps: string[]; differences: Difference[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'kubesim-transcript-'));
  try {
    return await playIn(folder, await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function playIn(folder: string, text: string): Promise<{ steps: string[]; differences: Difference[] }> {
  const env = await prepare(folder);
  const steps: string[] = [];
  const differences: Difference[] = [];
  for (const step of parseTranscript(text)) {
    if (step.kind === 'env') {
      env[step.name] = step.value;
    } else if (step.kind === 'settle') {
      await shell(`kubectl sim advance ${step.seconds}s >/dev/null`, folder, env);
    } else {
      const name = `${steps.length + 1}: ${step.command.split('\n')[0]}`;
      steps.push(name);
      const { output, exit } = await shell(step.command, folder, env);
      const expected = `${normalize(step.output)}\n[exit ${step.exit}]`;
      const actual = `${normalize(output)}\n[exit ${exit}]`;
      if (actual !== expected) differences.push({ step: name, expected, actual });
    }
  }
  return { steps, differences };
}

async function prepare(folder: string): Promise<Record<string, string | undefined>> {
  for (const name of ['bin', 'work', 'home']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'bin', 'kubectl'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(folder, 'bin', 'kubectl'), 0o755);
  const home = join(folder, 'home');
  const settings = {
    KUBESIM_HOME: join(home, '.kubesim'),
    KUBESIM_BARE: '1',
    KUBESIM_CLOCK: 'manual',
    KUBESIM_SEED: '1',
    KUBESIM_HINTS: '0',
  };
  const path = `${join(folder, 'bin')}:${process.env['PATH']}`;
  return { ...process.env, ...settings, PATH: path, HOME: home, KUBECONFIG: undefined, NO_COLOR: '1', TZ: 'UTC', LC_ALL: 'C.UTF-8' };
}

function shell(script: string, folder: string, env: Record<string, string | undefined>): Promise<{ output: string; exit: number }> {
  const heredoc = script.includes('<<');
  const child = spawn('bash', ['-c', heredoc ? `{ ${script}\n} 2>&1` : `{ ${script}; } 2>&1`], {
    cwd: join(folder, 'work'),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 90_000,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done({ output, exit: code ?? 124 }));
  });
}
