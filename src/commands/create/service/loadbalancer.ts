import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { serviceObject, tcpFlag } from '../../../kubectl/create/service.ts';
import type { Io } from '../../../kubectl/io.ts';

export default class CreateServiceLoadBalancer extends KubectlCommand {
  static override summary = 'Create a LoadBalancer service';
  static override description = 'Create a service with an address outside the cluster, where something hands such addresses out.';
  static override examples = [
    '# A service on port 5678 for port 8080 of the pods\nkubectl create service loadbalancer my-lbs --tcp=5678:8080',
  ];
  static override usage = 'create service loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]';
  static override flags = { ...createFlags, ...tcpFlag };

  protected override async execute(io: Io, input: InputOf<typeof CreateServiceLoadBalancer>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({
        object: serviceObject({ name, type: 'LoadBalancer', tcp: flags.tcp }),
        failure: 'failed to create LoadBalancer service: ',
      }),
    );
  }
}
