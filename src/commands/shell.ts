import { homeFolder } from '../host/home.ts';
import { HostError } from '../host/host-error.ts';
import { runShell } from '../host/subshell.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';

export default class Shell extends KubectlCommand {
  static override summary = 'Start a shell in which kubectl and k are kubesim';
  static override description =
    "Start a shell, the one that SHELL names, in which 'kubectl', 'k' and 'kubesim' are this program. Leave it with exit.\n\n With a command after --, run that in such an environment instead.";
  static override examples = ['# Practise\nkubectl shell', '# Run a script that calls kubectl\nkubectl shell -- ./exercise.sh'];
  static override usage = 'shell [-- COMMAND args...]';

  protected override async execute(io: Io, { args, dashAt }: InputOf<typeof Shell>): Promise<number> {
    if (args.length > 0 && dashAt !== 0) throw new HostError('put -- before the command that is to run in the shell');
    if (args.length === 0 && io.env.KUBESIM_SHELL) throw new HostError('this is a kubesim shell already; leave it with exit');
    return runShell({ env: io.env, cwd: io.cwd, home: homeFolder(io.env), command: args });
  }
}
