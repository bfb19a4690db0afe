import { StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { durationFlag, arrayFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';
import { printTypedResult, resultPrinter } from '../../kubectl/printing.ts';
import { openSession, send } from '../../kubectl/session.ts';

const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

type Flags = InputOf<typeof CreateToken>['flags'];

export default class CreateToken extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Request a service account token';
  static override description = 'Ask for a token that a service account can show to the API server.';
  static override examples = [
    "# For service account 'myapp'\nkubectl create token myapp",
    '# That is good for ten minutes\nkubectl create token myapp --duration 10m',
    '# For another audience\nkubectl create token myapp --audience https://example.com',
    '# Bound to a secret: with it the token ends\nkubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret',
  ];
  static override usage = 'create token SERVICE_ACCOUNT_NAME [options]';
  static override flags = {
    ...printFlags(),
    audience: arrayFlag({ description: 'Whom the token is for; the API server if not given. May be given several times.' }),
    'bound-object-kind': stringFlag({
      description: 'Kind of an object to bind the token to: Node, Pod or Secret. The token ends with the object.',
    }),
    'bound-object-name': stringFlag({ description: 'Name of the object to bind the token to.' }),
    'bound-object-uid': stringFlag({ description: 'Uid of the object to bind the token to.' }),
    duration: durationFlag({ description: 'How long the token is good. The server may give another duration.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateToken>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    const spec = requestSpec(flags);
    await resultPrinter(io, flags, 'given');
    const connection = await this.connect(flags);
    const session = await openSession(connection, io);
    try {
      const { body } = await send(session, {
        group: '',
        version: 'v1',
        resource: 'serviceaccounts',
        namespace: connection.namespace,
        name,
        subresource: 'token',
        verb: 'create',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec },
      });
      const token = (body['status'] as { token?: string } | undefined)?.token ?? '';
      if (token === '') throw new UserError('failed to create token: no token in server response');
      if (flags.output === '' && flags.template === '') io.stdout.write(`${token}\n`);
      else await printTypedResult(io, flags, body, 'created', 'none');
    } catch (error) {
      throw error instanceof StatusError ? new UserError(`failed to create token: ${error.message}`) : error;
    }
  }
}

function requestSpec(flags: Flags): Record<string, unknown> {
  const { 'bound-object-kind': kind, 'bound-object-name': name, 'bound-object-uid': uid, duration, audience } = flags;
  if (duration < 0) throw new UserError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new UserError('--duration cannot be expressed in units less than seconds');
  if (audience.includes('')) throw new UserError('--audience must not be an empty string');
  if (kind === '') {
    if (name !== '') throw new UserError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw new UserError('--bound-object-uid can only be set if --bound-object-kind is provided');
  } else {
    if (!Object.hasOwn(boundKinds, kind))
      throw new UserError(`supported --bound-object-kind values are ${Object.keys(boundKinds).join(', ')}`);
    if (name === '') throw new UserError('--bound-object-name is required if --bound-object-kind is provided');
  }
  return {
    audiences: audience.length > 0 ? audience : null,
    expirationSeconds: duration === 0 ? null : duration / 1000,
    boundObjectRef: kind === '' ? null : { kind, apiVersion: boundKinds[kind], name, ...(uid === '' ? {} : { uid }) },
  };
}
