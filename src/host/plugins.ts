import { spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { delimiter, join } from 'node:path';
import { HostError, systemErrorText } from './host-error.ts';
import type { Environment } from './home.ts';

/** A plugin is a program on PATH of this name, with the words of its command: `kubectl-foo-bar` is `kubectl foo bar`. */
const PREFIXES = ['kubectl', 'kubesim'];

export interface FoundPlugin {
  path: string;
  args: string[];
}

/** The longest plugin that the words before the first flag name; it gets what is left of the line. At least `minimum` words belong to its name. */
export function findPlugin(argv: readonly string[], env: Environment, minimum = 1): FoundPlugin | undefined {
  const flag = argv.findIndex((word) => word.startsWith('-'));
  const words = (flag < 0 ? argv : argv.slice(0, flag)).map((word) => word.replaceAll('-', '_'));
  for (let count = words.length; count >= Math.max(minimum, 1); count -= 1) {
    for (const prefix of PREFIXES) {
      const path = onPath(`${prefix}-${words.slice(0, count).join('-')}`, env);
      if (path !== undefined) return { path, args: argv.slice(count) };
    }
  }
  return undefined;
}

/** Where a program of this name is; undefined when there is none. */
export function onPath(name: string, env: Environment): string | undefined {
  if (name.includes('/')) return undefined;
  return folders(env)
    .map((folder) => join(folder, name))
    .find(isExecutableFile);
}

function folders({ PATH = '' }: Environment): string[] {
  return [...new Set(PATH.split(delimiter))].filter((folder) => folder.trim() !== '');
}

export function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs it in our place. Gives back its exit status. */
export async function runPlugin({ path, args }: FoundPlugin, env: Environment, cwd: string): Promise<number> {
  const child = spawn(path, args, { cwd, env: { ...env }, stdio: 'inherit' });
  // Ctrl-C is for the plugin.
  const ignore = (): void => undefined;
  const signals = ['SIGINT', 'SIGQUIT'] as const;
  for (const signal of signals) process.on(signal, ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (error) => reject(new HostError(`fork/exec ${path}: ${systemErrorText(error)}`)));
      child.on('close', (status, signal) => resolve(status ?? 128 + (signal ? systemConstants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of signals) process.removeListener(signal, ignore);
  }
}

/** All files on PATH that are called like plugins, by folder and name; `unreadable` hears of folders that cannot be read. */
export function listPlugins(env: Environment, unreadable: (folder: string, why: string) => void): string[] {
  const found: string[] = [];
  for (const folder of folders(env)) {
    let names: string[];
    try {
      names = readdirSync(folder).sort((a, b) => (a < b ? -1 : 1));
    } catch (error) {
      unreadable(folder, systemErrorText(error));
      continue;
    }
    found.push(...names.filter((name) => PREFIXES.some((prefix) => name.startsWith(`${prefix}-`))).map((name) => join(folder, name)));
  }
  return found.filter((path) => !isFolder(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The words of the command that a plugin's file stands for: `foo bar` of `kubectl-foo-bar`. */
export function pluginWords(name: string): string[] {
  return name.split('-').slice(1);
}
