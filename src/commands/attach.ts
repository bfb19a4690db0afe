import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { attachTo, containerNamed, refuseInput } from '../kubectl/attach/stream.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { attachablePod, chosenContainer, isCompleted } from '../kubectl/pods/attachable.ts';
import { checkRunningTimeout, podRunningTimeoutFlag } from '../kubectl/pods/running-timeout.ts';
import { fetchInfo } from '../kubectl/resources/builder.ts';
import { namedPods } from '../kubectl/resources/named-pods.ts';
import { openSession } from '../kubectl/session.ts';

export default class Attach extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Attach to a running container';
  static override description =
    'Show what a container that runs already writes, until it ends. Of a workload it is one of its pods. What is typed does not reach the container yet.';
  static override examples = [
    '# What mypod writes; its default container, or the first one\nkubectl attach mypod',
    '# Of one of its containers\nkubectl attach mypod -c ruby-container',
    '# Of the first pod of a replica set\nkubectl attach rs/nginx',
  ];
  static override usage = 'attach (POD | TYPE/NAME) -c CONTAINER';
  static override flags = {
    container: stringFlag({
      short: 'c',
      description: 'The container. If not given, the one that the annotation kubectl.kubernetes.io/default-container names, or the first.',
    }),
    'detach-keys': stringFlag({ default: 'ctrl-p,ctrl-q', description: 'The keys that detach from a container.' }),
    ...podRunningTimeoutFlag(),
    quiet: boolFlag({ short: 'q', description: 'Only print what the container writes.' }),
    stdin: boolFlag({ short: 'i', description: 'Pass standard input to the container.' }),
    tty: boolFlag({ short: 't', description: 'Standard input is a terminal.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Attach>): Promise<void> {
    checkRunningTimeout(flags);
    if (args.length === 0) throw new UserError('at least 1 argument is required for attach');
    if (args.length > 2) {
      throw new UserError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`);
    }
    const session = await openSession(await this.connect(flags), io);
    const [info] = await namedPods(session, args.length === 2 ? [`${args[0]}/${args[1]}`] : args);
    const { object } = await fetchInfo(session.client, info!);
    const pod = await attachablePod(session, object as KubeObject, flags['pod-running-timeout']);
    if (isCompleted(pod)) {
      throw new UserError(`cannot attach a container in a completed pod; current phase is ${pod.status?.phase}`);
    }
    const say = (text: string): void => void (flags.quiet || io.stderr.write(text));
    const container = containerNamed(
      pod,
      cannotAttach(() => chosenContainer(pod, flags.container, say)),
    );
    await refuseInput(io, flags);
    await attachTo(session, pod, container, flags);
  }
}

function cannotAttach<T>(choose: () => T): T {
  try {
    return choose();
  } catch (error) {
    throw error instanceof UserError && !(error instanceof UsageError)
      ? new UserError(`cannot attach to the container: ${error.message}`)
      : error;
  }
}
