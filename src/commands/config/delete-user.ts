import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class DeleteUser extends KubeconfigCommand {
  static override summary = 'Delete the specified user from the kubeconfig';
  static override description = 'Remove a user from the kubeconfig.';
  static override examples = ['# Remove the user jane\nkubectl config delete-user jane'];
  static override usage = 'config delete-user NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof DeleteUser>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new UsageError('user to delete is required');
    const file = this.fileName(io, flags);
    await this.modifyConfig(io, flags, ({ users }) => {
      if (!users.delete(name)) throw new HostError(`cannot delete user ${name}, not in ${file}`);
    });
    io.stdout.write(`deleted user ${name} from ${file}\n`);
  }
}
