import { stringFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { sourceFlags } from '../../../kubectl/create/key-flags.ts';
import { checkSources, readSources } from '../../../kubectl/create/key-sources.ts';
import { SecretData, secretFailure } from '../../../kubectl/create/secret-data.ts';
import type { Io } from '../../../kubectl/io.ts';
import { filesOf } from '../../../kubectl/resources/files.ts';

export default class CreateSecretGeneric extends KubectlCommand {
  static override summary = 'Create a secret from a local file, directory, or literal value';
  static override description =
    'Create a secret from files, folders and literal values. A file gives a key of its own name, or of the one before the equals sign.';
  static override examples = [
    '# Literal values\nkubectl create secret generic db --from-literal=user=admin --from-literal=password=secret',
    '# A key for each file of a folder\nkubectl create secret generic db --from-file=conf',
    '# Lines of KEY=VALUE\nkubectl create secret generic db --from-env-file=db.env',
  ];
  static override usage =
    'create secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]';
  static override flags = { ...createFlags, ...sourceFlags, type: stringFlag({ description: 'The type of the secret.' }) };

  protected override async execute(io: Io, input: InputOf<typeof CreateSecretGeneric>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async () => {
        checkSources(flags);
        const secret = new SecretData();
        await readSources(filesOf(io), flags, io.env, secret.add);
        return { object: secret.toSecret(name, flags.type, flags['append-hash']), failure: secretFailure };
      },
    );
  }
}
