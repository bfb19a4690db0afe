import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { Environment } from './home.ts';
import { findPlugin, isExecutableFile, listPlugins, pluginWords } from './plugins.ts';

/** The next words of the plugins whose commands begin with `words`. */
export function nextPluginWords(words: readonly string[], env: Environment): string[] {
  const plugins = listPlugins(env, () => undefined)
    .filter(isExecutableFile)
    .map((path) => pluginWords(basename(path)).map((word) => word.replaceAll('_', '-')));
  const next = plugins
    .filter((each) => each.length > words.length && words.every((word, index) => word === each[index]))
    .map((each) => each[words.length]!);
  return [...new Set(next)].sort();
}

/** What the program `kubectl_complete-NAME` of a plugin says: lines, then `:N`. */
export function askPlugin(
  words: readonly string[],
  { env, cwd }: { env: Environment; cwd: string },
): { candidates: { value: string; description?: string }[]; directive: number } | undefined {
  const plugin = findPlugin(words.slice(0, -1), env);
  if (!plugin) return undefined;
  const name = basename(plugin.path).replace(/^(kubectl|kubesim)-/, '$1_complete-');
  const helper = findHelper(name, env);
  if (helper === undefined) return undefined;
  const { stdout } = spawnSync(helper, words.slice(words.length - 1 - plugin.args.length), {
    cwd,
    env: { ...env },
    encoding: 'utf8',
    timeout: 5000,
  });
  const lines = (stdout ?? '').split('\n').filter((line) => line !== '');
  const last = /^:(\d+)$/.exec(lines.at(-1) ?? '');
  const candidates = (last ? lines.slice(0, -1) : lines).map((line) => {
    const [value = '', ...description] = line.split('\t');
    return { value, ...(description.length > 0 && { description: description.join('\t') }) };
  });
  return { candidates, directive: last ? Number(last[1]) : 0 };
}

function findHelper(name: string, { PATH = '' }: Environment): string | undefined {
  return PATH.split(':')
    .map((folder) => `${folder}/${name}`)
    .find(isExecutableFile);
}
