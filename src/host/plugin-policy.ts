import { resolve } from 'node:path';
import { BareError } from '../kubectl/errors.ts';
import { pluginRefusal } from '../kubectl/kuberc/policy.ts';
import type { ConnectOptions } from '../kubectl/runtime.ts';
import { readKuberc } from './kuberc-file.ts';
import { kubercPlace } from './kuberc-place.ts';
import { onPath } from './plugins.ts';
import type { Target } from './target.ts';

/** The user's preferences may say that a kubeconfig must not run its program. Throws in kubectl's words. */
export async function mustBeAllowedToRun({ credentials: { exec } }: Target, { env, cwd, kuberc = '' }: ConnectOptions): Promise<void> {
  const place = kubercPlace(kuberc === '' ? [] : ['--kuberc', kuberc], env, cwd);
  if (!exec || !place) return;
  const preference = await readKuberc(place, () => undefined);
  const command = exec.command ?? '';
  const path = command.includes('/') ? resolve(exec.folder, command) : (onPath(command, env) ?? command);
  const refusal = preference && pluginRefusal(preference, command, path);
  if (refusal !== undefined) throw new BareError(`Unable to connect to the server: getting credentials: ${refusal}`);
}
