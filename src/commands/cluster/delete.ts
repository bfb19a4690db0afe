import { deleteNamedCluster } from '../../host/clusters.ts';
import { homeFolder } from '../../host/home.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Delete extends KubectlCommand {
  static override summary = 'Delete a cluster and its contexts';
  static override description =
    "Delete the file of a cluster, and the cluster and its contexts from kubesim's kubeconfig. The contexts of the cluster 'kubesim' stay: the next command makes it anew.";
  static override examples = ['# Delete the cluster exam\nkubectl cluster delete exam'];
  static override usage = 'cluster delete NAME';

  protected override async execute(io: Io, { args }: InputOf<typeof Delete>): Promise<void> {
    if (args.length === 0) throw new UsageError('NAME is required');
    for (const name of args) {
      await deleteNamedCluster(homeFolder(io.env), name);
      io.stdout.write(`Cluster "${name}" deleted.\n`);
    }
  }
}
