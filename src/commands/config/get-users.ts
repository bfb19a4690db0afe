import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';

export default class GetUsers extends KubeconfigCommand {
  static override summary = 'Display users defined in the kubeconfig';
  static override description = 'Display the names of the users that the kubeconfig defines.';
  static override examples = ['# List the users\nkubectl config get-users'];
  static override usage = 'config get-users [flags]';

  protected override async execute(io: Io, { flags }: InputOf<typeof GetUsers>): Promise<void> {
    const { users } = await this.readConfig(io, flags);
    io.stdout.write(['NAME', ...[...users.keys()].sort()].map((name) => `${name}\n`).join(''));
  }
}
