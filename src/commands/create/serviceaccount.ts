import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateServiceAccount extends KubectlCommand {
  static override summary = 'Create a service account with the specified name';
  static override description = 'Create a service account.';
  static override aliases = ['sa'];
  static override examples = ["# A service account 'robot'\nkubectl create serviceaccount robot"];
  static override usage = 'create serviceaccount NAME [--dry-run=server|client|none] [options]';
  static override flags = createFlags;

  protected override async execute(io: Io, input: InputOf<typeof CreateServiceAccount>): Promise<void> {
    const { name } = nameAndCommand(input);
    const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
    await createGenerated(
      io,
      input.flags,
      () => this.connect(input.flags),
      () => ({ object, failure: 'failed to create serviceaccount: ' }),
    );
  }
}
