import { commandTable } from 'kubesim:commands';
import type { Io } from './kubectl/io.ts';
import { runCommandLine, type Outcome } from './run-command-line.ts';
import { userExtensions } from './user-extensions.ts';

export { compileAsUsual } from './host/compiling.ts';
export { processIo } from './host/process-io.ts';

/** What bin/run.js calls. `root` is the package's folder. */
export function main(argv: readonly string[], root: string, io: Io): Promise<Outcome> {
  return runCommandLine(argv, root, commandTable, {
    io,
    connect: async (options) => (await import('./host/connect.ts')).connect(options),
    ...userExtensions(io),
  });
}
