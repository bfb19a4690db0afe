import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class DeleteContext extends KubeconfigCommand {
  static override summary = 'Delete the specified context from the kubeconfig';
  static override description = 'Remove a context from the kubeconfig. Its cluster and its user stay.';
  static override examples = ['# Remove the context exam\nkubectl config delete-context exam'];
  static override usage = 'config delete-context NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof DeleteContext>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) return this.writeHelp(io);
    const file = this.fileName(io, flags);
    await this.modifyConfig(io, flags, (config) => {
      if (!config.contexts.delete(name)) throw new HostError(`cannot delete context ${name}, not in ${file}`);
      if (config.currentContext === name)
        io.stderr.write('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    });
    io.stdout.write(`deleted context ${name} from ${file}\n`);
  }
}
