import { commandTree, type CommandTable, type CommandTree } from './kubectl/argv/command-tree.ts';
import { findCommand, type FindPlugin } from './kubectl/argv/find-command.ts';
import { KubectlConfig, rootId } from './kubectl/command.ts';
import { tellError } from './kubectl/errors.ts';
import type { Io } from './kubectl/io.ts';
import type { Runtime } from './kubectl/runtime.ts';

export interface Outcome {
  exitCode: number;
  /** Which command ran: `rollout undo`; '' when none was found. */
  command: string;
}

/** What the program can do outside of itself. */
export interface Host {
  io: Io;
  connect: Runtime['connect'];
  /** A program of the user that adds a command: how to run it, or undefined when there is none. */
  plugin?: FindPlugin<() => Promise<number>>;
  /** The command line as the user's preferences make it. */
  preferred?: (argv: readonly string[], commands: CommandTree) => Promise<readonly string[]>;
}

/** Finds the command of one command line, lets oclif run it, and says how it ended. `root` is the package's folder. */
export async function runCommandLine(typed: readonly string[], root: string, table: CommandTable, host: Host): Promise<Outcome> {
  const commands = commandTree(table);
  let command = '';
  try {
    const argv = host.preferred ? await host.preferred(typed, commands) : typed;
    const found = await findCommand(argv, commands, host.plugin);
    if (found.plugin) return { exitCode: await found.plugin(), command };
    command = found.path;
    const Class = await commands.load(found.path);
    Class.id = command === '' ? rootId : command.replaceAll(' ', ':');
    // Not loaded: oclif's plugins and hooks, and what it finds out about the user's machine, are of no use to us.
    const config = new KubectlConfig({ root }, { io: host.io, connect: host.connect, argv, commands });
    return { exitCode: await Class.start(found.argv, config), command };
  } catch (error) {
    const told = tellError(error, 'kubectl');
    host.io.stderr.write(told.text);
    return { exitCode: told.exitCode, command };
  }
}
