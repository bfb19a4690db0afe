import { KubectlCommand } from '../kubectl/command.ts';
import { showHelp } from '../kubectl/help/show.ts';
import type { Io } from '../kubectl/io.ts';

export default class Plugin extends KubectlCommand {
  static override summary = 'Provides utilities for interacting with plugins';
  static override description =
    'Plugins are programs on your PATH whose names begin with kubectl- or kubesim-: kubectl-foo-bar runs as `kubectl foo bar`, with the rest of the line. They add commands, they cannot take the place of one; below `create` they add kinds.';
  static override examples = [
    '# List all plugins\nkubectl plugin list',
    '# List their names without the folders\nkubectl plugin list --name-only',
  ];
  static override usage = 'plugin [flags]';

  protected override async execute(io: Io): Promise<number> {
    io.stderr.write(await showHelp('plugin', this.runtime.commands));
    return 1;
  }
}
