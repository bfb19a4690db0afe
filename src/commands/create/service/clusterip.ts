import { stringFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { serviceObject, tcpFlag } from '../../../kubectl/create/service.ts';
import type { Io } from '../../../kubectl/io.ts';

export default class CreateServiceClusterIP extends KubectlCommand {
  static override summary = 'Create a ClusterIP service';
  static override description = 'Create a service with an address inside the cluster.';
  static override examples = ['# A service on port 5678 for port 8080 of the pods\nkubectl create service clusterip my-cs --tcp=5678:8080'];
  static override usage = 'create service clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...tcpFlag,
    clusterip: stringFlag({ description: "The service's address; None makes it headless." }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateServiceClusterIP>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({
        object: serviceObject({ name, type: 'ClusterIP', tcp: flags.tcp, clusterIP: flags.clusterip }),
        failure: 'failed to create ClusterIP service: ',
      }),
    );
  }
}
