import { UserError } from '../../../api/user-error.ts';
import { stringFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { appendHashFlag } from '../../../kubectl/create/key-flags.ts';
import { SecretData, secretFailure } from '../../../kubectl/create/secret-data.ts';
import { checkTlsPair } from '../../../kubectl/create/tls-pair.ts';
import type { Io } from '../../../kubectl/io.ts';
import { filesOf, systemErrorText } from '../../../kubectl/resources/files.ts';

export default class CreateSecretTls extends KubectlCommand {
  static override summary = 'Create a TLS secret';
  static override description = 'Create a secret of a certificate and the private key that belongs to it, both in PEM.';
  static override examples = ['# From two files\nkubectl create secret tls shop --cert=tls.crt --key=tls.key'];
  static override usage = 'create secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...appendHashFlag,
    cert: stringFlag({ description: 'File with the certificate, in PEM.' }),
    key: stringFlag({ description: 'File with the private key of the certificate, in PEM.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateSecretTls>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async () => {
        if (flags.key === '' || flags.cert === '') throw new UserError('key and cert must be specified');
        const certificate = await read(io, flags.cert);
        const key = await read(io, flags.key);
        checkTlsPair(new TextDecoder().decode(certificate), new TextDecoder().decode(key));
        const secret = new SecretData();
        secret.add({ key: 'tls.crt', bytes: certificate });
        secret.add({ key: 'tls.key', bytes: key });
        return { object: secret.toSecret(name, 'kubernetes.io/tls', flags['append-hash']), failure: secretFailure };
      },
    );
  }
}

async function read(io: Io, path: string): Promise<Uint8Array> {
  try {
    return await filesOf(io).readFile(path);
  } catch (error) {
    throw new UserError(`Cannot read file ${path}, ${systemErrorText('open', path, error)}`);
  }
}
