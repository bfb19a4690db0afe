import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { setProperty } from '../../host/kubeconfig-properties.ts';
import { boolFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Set extends KubeconfigCommand {
  static override summary = 'Set an individual value in a kubeconfig file';
  static override description =
    "Set one value in the kubeconfig.\n\n PROPERTY_NAME is a dotted path: a section, the name of an entry, a field.\n\n PROPERTY_VALUE is the new value. Fields that hold bytes, such as 'certificate-authority-data', take base64, or with --set-raw-bytes the bytes themselves.";
  static override examples = [
    '# Set the namespace of the context exam\nkubectl config set contexts.exam.namespace dev',
    '# Set the server of the cluster exam\nkubectl config set clusters.exam.server https://10.0.0.1:6443',
  ];
  static override usage = 'config set PROPERTY_NAME PROPERTY_VALUE';
  static override flags = {
    'set-raw-bytes': boolFlag({
      description: 'When writing a field that holds bytes, take the value as it is instead of decoding base64.',
    }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Set>): Promise<void> {
    const [property, value, ...more] = args;
    if (property === undefined || value === undefined || more.length > 0) return this.refuseArgs(io, args);
    await this.modifyConfig(io, flags, (config) => setProperty(config, property, value, flags['set-raw-bytes']));
    io.stdout.write(`Property "${property}" set.\n`);
  }
}
