import { stringFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { serviceObject, tcpFlag } from '../../../kubectl/create/service.ts';
import type { Io } from '../../../kubectl/io.ts';

export default class CreateServiceExternalName extends KubectlCommand {
  static override summary = 'Create an ExternalName service';
  static override description = 'Create a service that is another name for a host outside the cluster.';
  static override examples = ['# Another name for bar.com\nkubectl create service externalname my-ns --external-name bar.com'];
  static override usage = 'create service externalname NAME --external-name external.name [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...tcpFlag,
    'external-name': stringFlag({ required: true, description: 'The host that the service stands for.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateServiceExternalName>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({
        object: serviceObject({ name, type: 'ExternalName', tcp: flags.tcp, externalName: flags['external-name'] }),
        failure: 'failed to create ExternalName service: ',
      }),
    );
  }
}
