import { isAbsolute, join } from 'node:path';
import type { GlobalFlagValues } from '../kubectl/argv/global-flags.ts';
import { KubectlCommand } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { HostError } from './host-error.ts';
import { homeFolder, kubeconfigPath } from './home.ts';
import type { KubeConfig } from './kubeconfig-fields.ts';
import { emptyKubeconfig, modifyKubeconfig, ownKubeconfig } from './kubeconfig-file.ts';
import { readKubeconfig } from './kubeconfig.ts';

type FileFlags = Pick<GlobalFlagValues, 'kubeconfig'>;

/** A command that works on a kubeconfig file and talks to no cluster. */
export abstract class KubeconfigCommand extends KubectlCommand {
  /** As messages name it: what was given with --kubeconfig, or our own file. */
  protected fileName(io: Io, flags: FileFlags): string {
    return flags.kubeconfig || kubeconfigPath(homeFolder(io.env));
  }

  protected async readConfig(io: Io, flags: FileFlags): Promise<KubeConfig> {
    if (!flags.kubeconfig) return ownKubeconfig(homeFolder(io.env));
    return (await readKubeconfig(this.#path(io, flags))) ?? emptyKubeconfig();
  }

  protected async modifyConfig<T>(io: Io, flags: FileFlags, change: (config: KubeConfig) => T): Promise<T> {
    if (!flags.kubeconfig) await ownKubeconfig(homeFolder(io.env));
    return modifyKubeconfig(this.#path(io, flags), change);
  }

  #path(io: Io, flags: FileFlags): string {
    const name = this.fileName(io, flags);
    return isAbsolute(name) ? name : join(io.cwd, name);
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
