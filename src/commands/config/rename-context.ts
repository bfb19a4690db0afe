import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class RenameContext extends KubeconfigCommand {
  static override summary = 'Rename a context from the kubeconfig file';
  static override description = 'Give the context CONTEXT_NAME the name NEW_NAME.\n\n The current context stays the current one.';
  static override examples = ["# Rename the context 'old' to 'new'\nkubectl config rename-context old new"];
  static override usage = 'config rename-context CONTEXT_NAME NEW_NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof RenameContext>): Promise<void> {
    const [from, to, ...more] = args;
    if (from === undefined || to === undefined || more.length > 0) return this.refuseArgs(io, args);
    const file = this.fileName(io, flags);
    await this.modifyConfig(io, flags, (config) => {
      const entry = config.contexts.get(from);
      if (!entry) throw new HostError(`cannot rename the context "${from}", it's not in ${file}`);
      if (config.contexts.has(to))
        throw new HostError(`cannot rename the context "${from}", the context "${to}" already exists in ${file}`);
      config.contexts.delete(from);
      config.contexts.set(to, entry);
      if (config.currentContext === from) config.currentContext = to;
    });
    io.stdout.write(`Context "${from}" renamed to "${to}".\n`);
  }
}
