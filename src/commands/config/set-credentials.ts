import { HostError } from '../../host/host-error.ts';
import { KubeconfigCommand } from '../../host/kubeconfig-command.ts';
import { changeCredentials, checkCredentials } from '../../host/kubeconfig-credentials.ts';
import { arrayFlag, boolFlag, listFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import type { InputOf } from '../../kubectl/command.ts';
import type { Io } from '../../kubectl/io.ts';

export default class SetCredentials extends KubeconfigCommand {
  static override summary = 'Set a user entry in kubeconfig';
  static override description =
    'Add a user to the kubeconfig, or change one that is there.\n\n Of a user that is there, only what is named changes. A bearer token and a user name with password exclude each other.';
  static override examples = [
    '# Set the token of the user jane\nkubectl config set-credentials jane --token=abcdef',
    '# Embed the certificate and key of the user jane\nkubectl config set-credentials jane --client-certificate=jane.crt --client-key=jane.key --embed-certs',
    '# Get credentials from a program\nkubectl config set-credentials jane --exec-command=/usr/local/bin/login --exec-api-version=client.authentication.k8s.io/v1',
  ];
  static override usage =
    'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]';
  static override flags = {
    'auth-provider': stringFlag({ description: 'Auth provider for the user entry in kubeconfig' }),
    'auth-provider-arg': listFlag({ description: "'key=value' arguments for the auth provider" }),
    'client-certificate': stringFlag({ description: 'Path to client-certificate file for the user entry in kubeconfig' }),
    'client-key': stringFlag({ description: 'Path to client-key file for the user entry in kubeconfig' }),
    'embed-certs': boolFlag({ description: 'Embed client cert/key for the user entry in kubeconfig' }),
    'exec-api-version': stringFlag({ description: 'API version of the exec credential plugin for the user entry in kubeconfig' }),
    'exec-arg': listFlag({ description: 'New arguments for the exec credential plugin command for the user entry in kubeconfig' }),
    'exec-command': stringFlag({ description: 'Command for the exec credential plugin for the user entry in kubeconfig' }),
    'exec-env': arrayFlag({ description: "'key=value' environment values for the exec credential plugin" }),
    'exec-interactive-mode': stringFlag({ description: 'InteractiveMode of the exec credentials plugin for the user entry in kubeconfig' }),
    'exec-provide-cluster-info': boolFlag({
      description: 'ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig',
    }),
    password: stringFlag({ description: 'password for the user entry in kubeconfig' }),
    token: stringFlag({ description: 'token for the user entry in kubeconfig' }),
    username: stringFlag({ description: 'username for the user entry in kubeconfig' }),
  };

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof SetCredentials>): Promise<void> {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) return this.refuseArgs(io, args, 'unexpected');
    const place = { cwd: io.cwd, file: this.fileName(io, flags) };
    try {
      checkCredentials(flags);
    } catch (error) {
      if (error instanceof HostError && error.message.includes(' format: ')) await this.writeHelp(io);
      throw error;
    }
    await this.modifyConfig(io, flags, ({ users }) => users.set(name, changeCredentials({ ...users.get(name) }, flags, changed, place)));
    io.stdout.write(`User "${name}" set.\n`);
  }
}
