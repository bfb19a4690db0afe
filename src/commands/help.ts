import { findCommand } from '../kubectl/argv/find-command.ts';
import { KubectlCommand, type Input } from '../kubectl/command.ts';
import { showHelp, showOverview } from '../kubectl/help/show.ts';
import type { Io } from '../kubectl/io.ts';

export default class Help extends KubectlCommand {
  static override summary = 'Help about any command';
  static override description = 'Show the help of a command, as its --help does.';
  static override usage = 'help [command] [flags]';
  static override hidden = true;

  protected override async execute(io: Io, { args }: Input): Promise<void> {
    const { commands } = this.runtime;
    const path = await findCommand(args, commands).then(
      (found) => found.path,
      () => undefined,
    );
    if (path !== undefined) {
      io.stdout.write(await showHelp(path, commands));
      return;
    }
    io.stderr.write(`Unknown help topic [${args.map((arg) => `\`${arg}\``).join(' ')}]\n\n`);
    io.stderr.write(await showOverview(commands, { greeting: false }));
  }
}
