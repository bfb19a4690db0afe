import { arrayFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { ingressObject } from '../../kubectl/create/ingress.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateIngress extends KubectlCommand {
  static override summary = 'Create an ingress with the specified name';
  static override description =
    'Create an ingress.\n\n A rule is host/path=service:port[,tls[=secret]]. A path that ends with * matches everything below it (Prefix), others only themselves (Exact).';
  static override aliases = ['ing'];
  static override examples = [
    '# Requests for foo.com/bar go to service \'svc1\' on port 8080\nkubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"',
    '# All paths of any host, for class \'otheringress\'\nkubectl create ingress catch-all --class=otheringress --rule="/*=svc:port"',
    '# With annotations\nkubectl create ingress annotated --class=default --rule="foo.com/bar=svc:port" --annotation ingress.annotation1=foo',
    '# Everything else goes to a default\nkubectl create ingress ingdefault --class=default --default-backend=defaultsvc:http --rule="foo.com/*=svc:8080"',
  ];
  static override usage = 'create ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]';
  static override flags = {
    ...createFlags,
    annotation: arrayFlag({ description: 'An annotation of the ingress, as KEY=VALUE.' }),
    class: stringFlag({ description: 'The ingress class.' }),
    'default-backend': stringFlag({ description: 'Where requests go that no rule matches, as SERVICE:PORT.' }),
    rule: arrayFlag({ description: 'A rule as host/path=service:port[,tls[=secret]]. A path with * at its end is of type Prefix.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateIngress>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({
        object: ingressObject({
          name,
          className: flags.class,
          defaultBackend: flags['default-backend'],
          rules: flags.rule,
          annotations: flags.annotation,
        }),
        failure: 'failed to create ingress: ',
      }),
    );
  }
}
