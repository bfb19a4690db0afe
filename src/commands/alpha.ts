import { KubectlCommand } from '../kubectl/command.ts';
import type { Io } from '../kubectl/io.ts';

export default class Alpha extends KubectlCommand {
  static override summary = 'Commands for features in alpha';
  static override description = 'Features that may change or go away at any time. This version has none.';
  static override usage = 'alpha';
  static override hidden = true;

  protected override async execute(io: Io): Promise<void> {
    io.stderr.write('No alpha commands are available in this version of kubectl\n');
  }
}
