import { KubectlCommand } from './command.ts';
import { showHelp } from './help/show.ts';
import type { Io } from './io.ts';

/** `kubectl` alone: the overview of all commands. */
export class RootCommand extends KubectlCommand {
  protected override async execute(io: Io): Promise<void> {
    io.stdout.write(await showHelp('', this.runtime.commands));
  }
}
