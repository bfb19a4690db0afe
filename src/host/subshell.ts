import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, realpathSync, writeFileSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import type { Environment } from './home.ts';
import { makeFolder } from './state-file.ts';

export interface ShellOptions {
  env: Environment;
  cwd: string;
  home: string;
  /** Run instead of an interactive shell. */
  command: readonly string[];
}

/** Runs a shell, or a command, in which kubectl, k and kubesim are this program. Gives back its exit status. */
export async function runShell({ env, cwd, home, command }: ShellOptions): Promise<number> {
  const folder = join(home, 'shell');
  writeStubs(join(folder, 'bin'));
  const path = [join(folder, 'bin'), env.PATH].filter(Boolean).join(delimiter);
  // Whoever practises here must not meet the cluster of their daily work.
  const { KUBECONFIG: _outside, ...kept } = env;
  const inside = { ...kept, PATH: path, KUBESIM_SHELL: '1' };
  const [program = '', ...args] = command.length > 0 ? command : interactive(env, folder);
  const extra = command.length > 0 ? {} : startUpSettings(program, folder, env);
  const child = spawn(program, args, { cwd, env: { ...inside, ...extra }, stdio: 'inherit' });
  // Ctrl-C and Ctrl-\ are for what runs in the shell.
  const ignore = (): void => undefined;
  const signals = ['SIGINT', 'SIGQUIT'] as const;
  for (const signal of signals) process.on(signal, ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (error) =>
        reject(new HostError(`cannot start ${program}: ${errorCode(error) === 'ENOENT' ? 'command not found' : systemErrorText(error)}`)),
      );
      child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? systemConstants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of signals) process.removeListener(signal, ignore);
  }
}

function writeStubs(folder: string): void {
  makeFolder(folder);
  const program = realpathSync(process.argv[1] ?? '');
  try {
    for (const name of ['kubectl', 'k', 'kubesim']) {
      const stub = join(folder, name);
      writeFileSync(stub, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`);
      chmodSync(stub, 0o755);
    }
  } catch (error) {
    throw new HostError(`cannot write to ${folder}: ${systemErrorText(error)}`);
  }
}

function interactive(env: Environment, folder: string): string[] {
  const shell = [env.SHELL, '/bin/bash', '/bin/sh'].find((path) => path && isExecutable(path)) ?? '/bin/sh';
  switch (basename(shell)) {
    case 'bash':
      return [shell, '--rcfile', join(folder, 'bashrc'), '-i'];
    case 'fish':
      return [shell, '-i', '-C', `fish_add_path -g -m -p ${quoted(join(folder, 'bin'))}; functions -e k kubectl`];
    default:
      return [shell, '-i'];
  }
}

/** Start-up files of the user may put other folders first, or make aliases: ours reads them, and then has the last word. */
function startUpSettings(shell: string, folder: string, env: Environment): Record<string, string> {
  const last = `PATH=${quoted(join(folder, 'bin'))}:$PATH; export PATH\nunalias k kubectl kubesim 2>/dev/null\n`;
  switch (basename(shell)) {
    case 'bash':
      writeFileSync(join(folder, 'bashrc'), `[ -f ~/.bashrc ] && . ~/.bashrc\n${last}PS1="(kubesim) $PS1"\n`);
      return {};
    case 'zsh': {
      writeFileSync(
        join(folder, '.zshenv'),
        'kubesim=$ZDOTDIR\n[ -f "$HOME/.zshenv" ] && . "$HOME/.zshenv"\nZDOTDIR=$kubesim; unset kubesim\n',
      );
      const own = env.ZDOTDIR ? quoted(env.ZDOTDIR) : '"$HOME"';
      writeFileSync(
        join(folder, '.zshrc'),
        `ZDOTDIR=${own}\n[ -f "$ZDOTDIR/.zshrc" ] && . "$ZDOTDIR/.zshrc"\n${last}PROMPT="(kubesim) $PROMPT"\n`,
      );
      return { ZDOTDIR: folder };
    }
    case 'fish':
      return {};
    default:
      writeFileSync(
        join(folder, 'shrc'),
        `${env.ENV ? `[ -f ${quoted(env.ENV)} ] && . ${quoted(env.ENV)}\n` : ''}${last}PS1='(kubesim) $ '\n`,
      );
      return { ENV: join(folder, 'shrc') };
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
