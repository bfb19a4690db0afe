import { UserError } from '../../../api/user-error.ts';
import { stringFlag } from '../../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../../kubectl/create/generator.ts';
import { appendHashFlag, fromFileFlag } from '../../../kubectl/create/key-flags.ts';
import { readFileSource } from '../../../kubectl/create/key-sources.ts';
import { SecretData, secretFailure } from '../../../kubectl/create/secret-data.ts';
import type { Io } from '../../../kubectl/io.ts';
import { filesOf } from '../../../kubectl/resources/files.ts';

export default class CreateSecretDockerRegistry extends KubectlCommand {
  static override summary = 'Create a secret for use with a Docker registry';
  static override description =
    'Create a secret that lets pods pull images from a registry that asks for a password.\n\n Pods name it in imagePullSecrets, or their service account does.';
  static override examples = [
    '# With a user name and a password\nkubectl create secret docker-registry regcred --docker-server=registry.example.com --docker-username=ann --docker-password=pw',
    '# From a file that docker login has written\nkubectl create secret docker-registry regcred --from-file=.dockerconfigjson=config.json',
  ];
  static override usage =
    'create secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...appendHashFlag,
    ...fromFileFlag,
    'docker-email': stringFlag({ description: 'E-mail address for the registry.' }),
    'docker-password': stringFlag({ description: 'Password for the registry.' }),
    'docker-server': stringFlag({ default: 'https://index.docker.io/v1/', description: 'Address of the registry.' }),
    'docker-username': stringFlag({ description: 'User name for the registry.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateSecretDockerRegistry>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async () => {
        const { 'docker-username': username, 'docker-password': password, 'docker-email': email, 'docker-server': server } = flags;
        const secret = new SecretData();
        if (flags['from-file'].length > 0) {
          for (const source of flags['from-file']) await readFileSource(filesOf(io), source, secret.add);
        } else if (username === '' || password === '' || server === '') {
          throw new UserError(
            'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
          );
        } else {
          const auth = Buffer.from(`${username}:${password}`).toString('base64');
          const config = { auths: { [server]: { username, password, ...(email === '' ? {} : { email }), auth } } };
          const text = JSON.stringify(config).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
          secret.add({ key: '.dockerconfigjson', bytes: new TextEncoder().encode(text) });
        }
        return { object: secret.toSecret(name, 'kubernetes.io/dockerconfigjson', flags['append-hash']), failure: secretFailure };
      },
    );
  }
}
