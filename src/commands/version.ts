import { discoveryPath } from '../kubectl/discovery/discovery-path.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { CLIENT_VERSION } from '../kubectl/client-version.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { toYaml } from '../kubectl/yaml/write.ts';

const KUSTOMIZE_VERSION = 'v5.8.1';

export default class Version extends KubectlCommand {
  static override summary = 'Print the client and server version information';
  static override description = 'Print the versions of this kubectl and of the cluster that the current context names.';
  static override examples = [
    '# Print the versions of client and server\nkubectl version',
    '# Print the client alone\nkubectl version --client',
  ];
  static override usage = 'version [flags]';
  static override flags = {
    client: boolFlag({ description: "If true, show the client's version only; no server is asked." }),
    output: stringFlag({ short: 'o', description: "One of 'yaml' or 'json'." }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Version>): Promise<void> {
    if (args.length > 0 && !flags.client) throw new UserError(`extra arguments: [${args.join(' ')}]`);
    const { output } = flags;
    if (!['', 'json', 'yaml'].includes(output)) throw new UserError("--output must be 'yaml' or 'json'");
    let serverVersion: { gitVersion: string } | undefined;
    let failure: unknown;
    let reached = false;
    if (!flags.client) {
      try {
        const { client } = await this.connect(flags);
        reached = true;
        serverVersion = JSON.parse(await client.raw('GET', discoveryPath('/version')));
      } catch (error) {
        // With a kubeconfig that makes no sense nothing is told; without any, and when the server cannot be reached, our own version is.
        if (!reached && !String(error).includes('The connection to the server')) throw error;
        failure = error;
      }
    }
    const versions = { clientVersion: CLIENT_VERSION, kustomizeVersion: KUSTOMIZE_VERSION, ...(serverVersion && { serverVersion }) };
    if (output === 'json') io.stdout.write(`${JSON.stringify(versions, null, 2)}\n`);
    else if (output === 'yaml') io.stdout.write(`${toYaml(versions)}\n`);
    else {
      io.stdout.write(`Client Version: ${CLIENT_VERSION.gitVersion}\nKustomize Version: ${KUSTOMIZE_VERSION}\n`);
      if (serverVersion) io.stdout.write(`Server Version: ${serverVersion.gitVersion}\n`);
    }
    if (failure !== undefined) throw failure;
  }
}
