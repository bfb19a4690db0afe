import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';

export default class GetClusters extends KubeconfigCommand {
  static override summary = 'Display clusters defined in the kubeconfig';
  static override description = 'Display the names of the clusters that the kubeconfig defines.';
  static override examples = ['# List the clusters\nkubectl config get-clusters'];
  static override usage = 'config get-clusters [flags]';

  protected override async execute(io: Io, { flags }: InputOf<typeof GetClusters>): Promise<void> {
    const { clusters } = await this.readConfig(io, flags);
    io.stdout.write(['NAME', ...[...clusters.keys()].sort()].map((name) => `${name}\n`).join(''));
  }
}
