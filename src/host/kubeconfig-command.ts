import type { GlobalFlagValues } from '../kubectl/argv/global-flags.ts';
import { KubectlCommand } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { HostError } from './host-error.ts';
import type { KubeConfig } from './kubeconfig-fields.ts';
import {
  defaultFile,
  kubeconfigSources,
  loadKubeconfig,
  modifySources,
  type KubeconfigSources,
  type LoadedKubeconfig,
} from './kubeconfig-sources.ts';

type FileFlags = Pick<GlobalFlagValues, 'kubeconfig'>;

/** A command that works on a kubeconfig file and talks to no cluster. */
export abstract class KubeconfigCommand extends KubectlCommand {
  /** The file that new entries go to, as messages name it: what was given with --kubeconfig or KUBECONFIG, or our own file. */
  protected fileName(io: Io, flags: FileFlags): string {
    return defaultFile(this.#sources(io, flags));
  }

  protected async readConfig(io: Io, flags: FileFlags): Promise<KubeConfig> {
    return (await this.loadConfig(io, flags)).config;
  }

  protected loadConfig(io: Io, flags: FileFlags): Promise<LoadedKubeconfig> {
    return loadKubeconfig(this.#sources(io, flags));
  }

  protected modifyConfig<T>(io: Io, flags: FileFlags, change: (config: KubeConfig) => T): Promise<T> {
    return modifySources(this.#sources(io, flags), change);
  }

  #sources(io: Io, { kubeconfig }: FileFlags): KubeconfigSources {
    return kubeconfigSources({ kubeconfig, env: io.env, cwd: io.cwd });
  }

  protected async writeHelp(io: Io): Promise<void> {
    const { showHelp } = await import('../kubectl/help/show.ts');
    io.stdout.write(await showHelp(this.path, this.runtime.commands));
  }

  /** Shows the help, as kubectl does before this error. */
  protected async refuseArgs(io: Io, args: readonly string[], word = 'Unexpected'): Promise<never> {
    await this.writeHelp(io);
    throw new HostError(`${word} args: [${args.join(' ')}]`);
  }
}
