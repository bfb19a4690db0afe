import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { unsetProperty } from '../../host/kubeconfig-properties.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Unset extends KubeconfigCommand {
  static override summary = 'Unset an individual value in a kubeconfig file';
  static override description =
    'Remove one value from the kubeconfig.\n\n PROPERTY_NAME is a dotted path: a section, the name of an entry, a field.';
  static override examples = [
    '# Have no current context\nkubectl config unset current-context',
    '# Unset the namespace of the context exam\nkubectl config unset contexts.exam.namespace',
  ];
  static override usage = 'config unset PROPERTY_NAME';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Unset>): Promise<void> {
    const [property, ...more] = args;
    if (property === undefined || more.length > 0) return this.refuseArgs(io, args);
    await this.modifyConfig(io, flags, (config) => unsetProperty(config, property));
    io.stdout.write(`Property "${property}" unset.\n`);
  }
}
