import { existsSync } from 'node:fs';
import { kubercPlace } from './host/kuberc-place.ts';
import type { CommandTree } from './kubectl/argv/command-tree.ts';
import type { Io } from './kubectl/io.ts';
import type { Host } from './run-command-line.ts';

/** What users add to the program: plugins on PATH, and preferences in a kuberc file. */
export function userExtensions(io: Io): Pick<Host, 'plugin' | 'preferred'> {
  return {
    plugin: (line, minimum) => plugin(line, minimum, io),
    preferred: (line, commands) => preferred(line, commands, io),
  };
}

async function plugin(line: readonly string[], minimum: number, { env, cwd }: Io): Promise<(() => Promise<number>) | undefined> {
  const { findPlugin, runPlugin } = await import('./host/plugins.ts');
  const found = findPlugin(line, env, minimum);
  return found && ((): Promise<number> => runPlugin(found, env, cwd));
}

/** Most people have no preferences: then nothing of them is loaded. */
async function preferred(line: readonly string[], commands: CommandTree, io: Io): Promise<readonly string[]> {
  const place = kubercPlace(line, io.env, io.cwd);
  // `kuberc set --kuberc` may make the file, and a completion is no place for warnings.
  if (!place || line[0]?.startsWith('__complete') || (line[0] === 'kuberc' && !existsSync(place.path))) return line;
  if (!place.named && !existsSync(place.path)) return line;
  const { readKuberc } = await import('./host/kuberc-file.ts');
  const { applyPreference } = await import('./kubectl/kuberc/apply.ts');
  const preference = await readKuberc(place, (text) => io.stderr.write(text));
  return preference ? applyPreference(line, preference, commands, (text) => io.stderr.write(`Warning: ${text}\n`)) : line;
}
