import { commandTable } from 'kubesim:commands';
import { commandTree } from './kubectl/argv/command-tree.ts';
import { findCommand } from './kubectl/argv/find-command.ts';
import { KubectlConfig, rootId } from './kubectl/command.ts';
import { tellError } from './kubectl/errors.ts';
import type { Io } from './kubectl/io.ts';
import type { Runtime } from './kubectl/runtime.ts';
import { oclifPlugin } from './oclif-plugin.ts';

export { processIo } from './host/process-io.ts';

export interface Outcome {
  exitCode: number;
  /** Which command ran: `rollout undo`; '' when none was found. */
  command: string;
}

/** Runs one command line. `root` is the package's folder. */
export async function main(argv: readonly string[], root: string, io: Io, overrides: Partial<Runtime> = {}): Promise<Outcome> {
  let command = '';
  const commands = commandTree(commandTable);
  const connect: Runtime['connect'] = async (options) => (await import('./host/connect.ts')).connect(options);
  try {
    const found = await findCommand(argv, commands);
    command = found.path;
    const id = command === '' ? rootId : command.replaceAll(' ', ':');
    const plugin = oclifPlugin(root, id, () => commands.load(found.path));
    const config = new KubectlConfig(
      { root, plugins: new Map([[plugin.name, plugin]]), userPlugins: false, devPlugins: false },
      { io, commands, connect, ...overrides },
    );
    await config.load();
    return { exitCode: await config.runCommand<number>(id, found.argv), command };
  } catch (error) {
    const told = tellError(error, 'kubectl');
    io.stderr.write(told.text);
    return { exitCode: told.exitCode, command };
  }
}
