import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, listFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { attachablePod, chosenContainer, isCompleted } from '../kubectl/pods/attachable.ts';
import { checkRunningTimeout, podRunningTimeoutFlag } from '../kubectl/pods/running-timeout.ts';
import { fetchInfo } from '../kubectl/resources/builder.ts';
import { namedPods } from '../kubectl/resources/named-pods.ts';
import { openSession } from '../kubectl/session.ts';

export default class Exec extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Execute a command in a container';
  static override description =
    'Run a command in a container. Containers of kubesim cannot run commands yet: everything is checked, and then this is said.';
  static override examples = [
    "# Run 'date' in pod mypod, in its default container or the first one\nkubectl exec mypod -- date",
    '# In one of its containers\nkubectl exec mypod -c ruby-container -- date',
    '# In the first pod of a deployment or service\nkubectl exec deploy/mydeployment -- date\nkubectl exec svc/myservice -- date',
    '# What follows -- is the command with its own flags\nkubectl exec mypod -i -t -- ls -t /usr',
  ];
  static override usage = 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]';
  static override flags = {
    container: stringFlag({
      short: 'c',
      description: 'The container. If not given, the one that the annotation kubectl.kubernetes.io/default-container names, or the first.',
    }),
    filename: listFlag({ short: 'f', description: 'to use to exec into the resource' }),
    ...podRunningTimeoutFlag(),
    quiet: boolFlag({ short: 'q', description: 'Only print what the command writes.' }),
    stdin: boolFlag({ short: 'i', description: 'Pass standard input to the container.' }),
    tty: boolFlag({ short: 't', description: 'Standard input is a terminal.' }),
  };

  protected override async execute(io: Io, { flags, args, dashAt }: InputOf<typeof Exec>): Promise<void> {
    if (dashAt < 0 && args.length > 1) {
      throw new UsageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    const resource = dashAt === 0 ? undefined : args[0];
    const command = dashAt < 0 ? [] : args.slice(dashAt);
    checkRunningTimeout(flags);
    if (resource === undefined && flags.filename.length === 0) throw new UserError('pod, type/name or --filename must be specified');
    if (command.length === 0) throw new UserError('you must specify at least one command for the container');
    const session = await openSession(await this.connect(flags), io);
    const infos = await namedPods(session, flags.filename.length > 0 || resource === undefined ? [] : [resource], flags.filename);
    if (infos.length !== 1) throw new UserError('cannot exec into multiple objects at a time');
    const { object } = await fetchInfo(session.client, infos[0]!);
    const pod = await attachablePod(session, object as KubeObject, flags['pod-running-timeout']);
    if (isCompleted(pod)) {
      throw new UserError(`cannot exec into a container in a completed pod; current phase is ${pod.status?.phase}`);
    }
    chosenContainer(pod, flags.container, (text) => void (flags.quiet || io.stderr.write(text)));
    throw new UserError('running commands in containers is not supported by kubesim yet');
  }
}
