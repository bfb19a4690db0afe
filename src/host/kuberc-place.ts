import { join, resolve } from 'node:path';
import { homeFolder, type Environment } from './home.ts';

export interface KubercPlace {
  /** Absolute. */
  path: string;
  /** As it was given. */
  shown: string;
  /** Named by the user: then it has to be there. */
  named: boolean;
}

/** Where the user's preferences are: --kuberc, the KUBERC variable, or `kuberc` in our home folder. Undefined when they are turned off. */
export function kubercPlace(argv: readonly string[], env: Environment, cwd: string): KubercPlace | undefined {
  if (isOff(env)) return undefined;
  const given = kubercFlag(argv) || env.KUBERC;
  if (given) return { path: resolve(cwd, given), shown: given, named: true };
  const path = join(homeFolder(env), 'kuberc');
  return { path, shown: path, named: false };
}

export function isOff({ KUBERC, KUBECTL_KUBERC }: Environment): boolean {
  return KUBERC === 'off' || KUBECTL_KUBERC === 'false';
}

/** The flag has to be known before the command is. */
function kubercFlag(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '--') return undefined;
    if (word === '--kuberc') return argv[index + 1];
    if (word.startsWith('--kuberc=')) return word.slice('--kuberc='.length);
  }
  return undefined;
}
