import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class UseContext extends KubeconfigCommand {
  static override aliases = ['use'];
  static override summary = 'Set the current-context in a kubeconfig file';
  static override description = 'Choose the context that commands use when they name none.';
  static override examples = ['# Work with the cluster of the context exam\nkubectl config use-context exam'];
  static override usage = 'config use-context CONTEXT_NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof UseContext>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) return this.refuseArgs(io, args);
    await this.modifyConfig(io, flags, (config) => {
      if (!config.contexts.has(name)) throw new HostError(`no context exists with the name: "${name}"`);
      config.currentContext = name;
    });
    io.stdout.write(`Switched to context "${name}".\n`);
  }
}
