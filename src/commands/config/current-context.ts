import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';

export default class CurrentContext extends KubeconfigCommand {
  static override summary = 'Display the current-context';
  static override description = 'Display the name of the context that commands use when they name none.';
  static override examples = ['# Display the current context\nkubectl config current-context'];
  static override usage = 'config current-context [flags]';

  protected override async execute(io: Io, { flags }: InputOf<typeof CurrentContext>): Promise<void> {
    const { currentContext } = await this.readConfig(io, flags);
    if (currentContext === '') throw new HostError('current-context is not set');
    io.stdout.write(`${currentContext}\n`);
  }
}
