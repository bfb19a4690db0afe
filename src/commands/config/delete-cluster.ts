import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class DeleteCluster extends KubeconfigCommand {
  static override summary = 'Delete the specified cluster from the kubeconfig';
  static override description =
    "Remove a cluster from the kubeconfig. What it names stays: 'kubesim cluster delete' deletes a cluster itself.";
  static override examples = ['# Remove the entry of the cluster exam\nkubectl config delete-cluster exam'];
  static override usage = 'config delete-cluster NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof DeleteCluster>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) return this.writeHelp(io);
    const file = this.fileName(io, flags);
    await this.modifyConfig(io, flags, ({ clusters }) => {
      if (!clusters.delete(name)) throw new HostError(`cannot delete cluster ${name}, not in ${file}`);
    });
    io.stdout.write(`deleted cluster ${name} from ${file}\n`);
  }
}
