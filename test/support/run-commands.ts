import type { CommandTable } from '../../src/kubectl/argv/command-tree.ts';
import type { Io } from '../../src/kubectl/io.ts';
import type { Connection } from '../../src/kubectl/runtime.ts';
import { runCommandLine } from '../../src/run-command-line.ts';

export interface Ran {
  stdout: string;
  stderr: string;
  exitCode: number;
}

export interface MemoryIo extends Io {
  readonly written: { stdout: string; stderr: string };
}

/** A process that exists only in memory. */
export function memoryIo(options: { stdin?: string; env?: Io['env'] } = {}): MemoryIo {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr'): Io['stdout'] => ({
    write: (text) => void (written[name] += typeof text === 'string' ? text : Buffer.from(text).toString()),
    isTerminal: false,
    columns: undefined,
  });
  return {
    written,
    stdin: { read: async () => Buffer.from(options.stdin ?? ''), isTerminal: false },
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: options.env ?? {},
    cwd: '/',
    signal: new AbortController().signal,
  };
}

/** Runs one command line against a table of commands, without a process of its own. */
export async function runCommands(table: CommandTable, argv: readonly string[], connection?: Connection, io = memoryIo()): Promise<Ran> {
  const connect = async (): Promise<Connection> => connection ?? Promise.reject(new Error('this test has no cluster'));
  const { exitCode } = await runCommandLine(argv, '/', table, { io, connect });
  return { ...io.written, exitCode };
}
