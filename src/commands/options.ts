import { KubectlCommand } from '../kubectl/command.ts';
import { globalOptionsText } from '../kubectl/help/show.ts';
import type { Io } from '../kubectl/io.ts';

export default class Options extends KubectlCommand {
  static override summary = 'List the flags that all commands take';
  static override description = 'List the global command-line options, which every command takes.';
  static override examples = ['# List the options of all commands\nkubectl options'];
  static override usage = 'options';
  static override hidden = true;

  protected override async execute(io: Io): Promise<void> {
    io.stdout.write(globalOptionsText());
  }
}
