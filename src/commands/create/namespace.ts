import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateNamespace extends KubectlCommand {
  static override summary = 'Create a namespace with the specified name';
  static override description = 'Create a namespace.';
  static override aliases = ['ns'];
  static override examples = ["# A namespace 'dev'\nkubectl create namespace dev"];
  static override usage = 'create namespace NAME [--dry-run=server|client|none] [options]';
  static override flags = createFlags;

  protected override async execute(io: Io, input: InputOf<typeof CreateNamespace>): Promise<void> {
    const { name } = nameAndCommand(input);
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await createGenerated(
      io,
      input.flags,
      () => this.connect(input.flags),
      () => ({ object, failure: '' }),
    );
  }
}
