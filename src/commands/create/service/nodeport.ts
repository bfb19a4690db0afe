import { intFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { serviceObject, tcpFlag } from '../../../kubectl/create/service.ts';
import type { Io } from '../../../kubectl/io.ts';

export default class CreateServiceNodePort extends KubectlCommand {
  static override summary = 'Create a NodePort service';
  static override description = 'Create a service that every node offers on a port of its own.';
  static override examples = ['# A service on port 5678 for port 8080 of the pods\nkubectl create service nodeport my-ns --tcp=5678:8080'];
  static override usage = 'create service nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...tcpFlag,
    'node-port': intFlag({ description: 'The port on every node; a free one if not given.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateServiceNodePort>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({
        object: serviceObject({ name, type: 'NodePort', tcp: flags.tcp, nodePort: flags['node-port'] }),
        failure: 'failed to create NodePort service: ',
      }),
    );
  }
}
