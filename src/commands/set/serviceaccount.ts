import { UserError } from '../../api/user-error.ts';
import { recordFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { withPodSpec } from '../../kubectl/kinds/pod-template.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { refuseLocalOnServer, setCommand } from '../../kubectl/set/command.ts';
import { setFlags } from '../../kubectl/set/flags.ts';
import { setTargets } from '../../kubectl/set/targets.ts';

const { selector: _none, ...flagsWithoutSelector } = setFlags;

export default class SetServiceAccount extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the service account of a resource';
  static override description = 'Set the service account that the pods of a pod template run under.';
  static override aliases = ['sa'];
  static override examples = [
    "# The pods of the deployment 'web' run as 'robot'\nkubectl set serviceaccount deployment web robot",
    '# Show what it would make of a file, without the server\nkubectl set sa -f deploy.yaml robot --local --dry-run=client -o yaml',
  ];
  static override usage = 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]';
  static override flags = { ...flagsWithoutSelector, ...recordFlag };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetServiceAccount>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags), this.recorded(flags));
    refuseLocalOnServer(command);
    const serviceAccountName = args.at(-1);
    if (serviceAccountName === undefined) throw new UserError('serviceaccount is required');
    const { targets, errors } = await setTargets(command, args.slice(0, -1));
    throwAll(errors);
    await changeTargets(
      command,
      targets,
      {
        done: 'serviceaccount updated',
        failure: 'failed to patch ServiceAccountName ',
        change: ({ object }) => withPodSpec(object, (spec) => withServiceAccount(spec, serviceAccountName)),
        sendsUnchanged: true,
      },
      (error) => errors.push(error),
    );
    throwAll(errors);
  }
}

function withServiceAccount<T extends object>(spec: T, serviceAccountName: string): T {
  if (serviceAccountName !== '') return { ...spec, serviceAccountName };
  const { serviceAccountName: _before, ...rest } = spec as T & { serviceAccountName?: string };
  return rest as unknown as T;
}
