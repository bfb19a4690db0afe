import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';
import { checkFlags, logQuery, logsFlags, readArguments } from '../kubectl/logs/options.ts';
import { printLogs } from '../kubectl/logs/print.ts';
import { logObjects, logSources } from '../kubectl/logs/sources.ts';
import { openSession } from '../kubectl/session.ts';

export default class Logs extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Print the logs for a container in a pod';
  static override description =
    'Print what the containers of a pod have written. Without -c it is the default container; a workload stands for one of its pods.';
  static override examples = [
    '# The log of pod nginx, which has one container\nkubectl logs nginx',
    '# The logs of all its containers, each line with its source\nkubectl logs nginx --all-containers --prefix',
    '# The logs of all pods labelled app=nginx\nkubectl logs -l app=nginx --all-containers=true',
    '# The log of the run before the last restart of container ruby\nkubectl logs -p -c ruby web-1',
    '# Follow a log\nkubectl logs -f -c ruby web-1',
    '# The last 20 lines\nkubectl logs --tail=20 nginx',
    '# What was written in the last hour\nkubectl logs --since=1h nginx',
    "# The log of a job's first container\nkubectl logs job/hello",
  ];
  static override usage = 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]';
  static override flags = logsFlags;

  protected override async execute(io: Io, { flags, args, changed }: InputOf<typeof Logs>): Promise<void> {
    const { object, container } = readArguments(flags, args);
    const session = await openSession(await this.connect(flags), io);
    const objects = await logObjects(session, flags, object);
    checkFlags(flags, args, container);
    const sources = await logSources(session, objects, flags, container, logQuery(flags, changed));
    await printLogs(session, sources, flags);
  }
}
