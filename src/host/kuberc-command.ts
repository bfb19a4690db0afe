import { KubectlCommand } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { HostError } from './host-error.ts';
import { isOff, kubercPlace, type KubercPlace } from './kuberc-place.ts';

/** A command that works on the user's preferences. */
export abstract class KubercCommand extends KubectlCommand {
  protected place({ env, cwd }: Io): KubercPlace {
    if (isOff(env)) throw new HostError('KUBERC is disabled via KUBERC=off environment variable');
    return kubercPlace(this.runtime.argv, env, cwd)!;
  }
}
