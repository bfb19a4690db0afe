import { commandTree, type CommandTable } from './kubectl/argv/command-tree.ts';
import { findCommand } from './kubectl/argv/find-command.ts';
import { KubectlConfig, rootId } from './kubectl/command.ts';
import { tellError } from './kubectl/errors.ts';
import type { Io } from './kubectl/io.ts';
import type { Runtime } from './kubectl/runtime.ts';
import { oclifPlugin } from './oclif-plugin.ts';

export interface Outcome {
  exitCode: number;
  /** Which command ran: `rollout undo`; '' when none was found. */
  command: string;
}

/** Finds the command of one command line, lets oclif run it, and says how it ended. `root` is the package's folder. */
export async function runCommandLine(
  argv: readonly string[],
  root: string,
  table: CommandTable,
  host: { io: Io; connect: Runtime['connect'] },
): Promise<Outcome> {
  const commands = commandTree(table);
  let command = '';
  try {
    const found = await findCommand(argv, commands);
    command = found.path;
    const id = command === '' ? rootId : command.replaceAll(' ', ':');
    const plugin = oclifPlugin(root, id, () => commands.load(found.path));
    const plugins = new Map([[plugin.name, plugin]]);
    const config = new KubectlConfig({ root, plugins, userPlugins: false, devPlugins: false }, { ...host, argv, commands });
    await config.load();
    return { exitCode: await config.runCommand<number>(id, found.argv), command };
  } catch (error) {
    const told = tellError(error, 'kubectl');
    host.io.stderr.write(told.text);
    return { exitCode: told.exitCode, command };
  }
}
