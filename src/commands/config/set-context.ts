import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

const FIELDS = ['cluster', 'user', 'namespace'] as const;

export default class SetContext extends KubeconfigCommand {
  static override summary = 'Set a context entry in kubeconfig';
  static override description =
    'Add a context to the kubeconfig, or change one that is there.\n\n Of a context that is there, only the fields that are named change.';
  static override examples = [
    '# Work in the namespace dev from now on\nkubectl config set-context --current --namespace=dev',
    '# Change the user of the context exam, nothing else\nkubectl config set-context exam --user=admin',
  ];
  static override usage =
    'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]';
  static override flags = {
    cluster: stringFlag({ description: 'cluster for the context entry in kubeconfig' }),
    current: boolFlag({ description: 'Modify the current context' }),
    namespace: stringFlag({ short: 'n', description: 'namespace for the context entry in kubeconfig' }),
    user: stringFlag({ description: 'user for the context entry in kubeconfig' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof SetContext>): Promise<void> {
    if (args.length > 1) return this.refuseArgs(io, args);
    const [given = ''] = args;
    if (flags.current && given !== '') throw new HostError('you cannot specify both a context name and --current');
    if (!flags.current && given === '') throw new HostError('you must specify a non-empty context name or --current');
    const [name, existed] = await this.modifyConfig(io, flags, (config) => {
      const name = flags.current ? config.currentContext : given;
      if (name === '') throw new HostError('no current context is set');
      const entry = config.contexts.get(name);
      const fields = FIELDS.filter((field) => changed(field)).map((field) => [field, flags[field]]);
      config.contexts.set(name, { ...entry, ...Object.fromEntries(fields) });
      return [name, entry !== undefined];
    });
    io.stdout.write(`Context "${name}" ${existed ? 'modified' : 'created'}.\n`);
  }
}
