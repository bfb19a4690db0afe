import type { Io, Output } from '../kubectl/io.ts';
import { systemErrorText } from './host-error.ts';

/** The process we run in, as commands see it. */
export function processIo(): Io {
  const abort = new AbortController();
  return {
    stdin: {
      read: readStdin,
      get isTerminal() {
        return process.stdin.isTTY === true;
      },
    },
    stdout: output('stdout', () => process.stdout, abort),
    stderr: output('stderr', () => process.stderr, abort),
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
}

/** Opening a standard stream takes Node about a millisecond, so that is left to its first use. */
function output(name: string, open: () => NodeJS.WriteStream, abort: AbortController): Output {
  let opened: NodeJS.WriteStream | undefined;
  // `kubesim get pods | head -1`: nobody reads any more. Nothing to say about it, and whoever waits may stop.
  const failed = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') tellUnwritable(name, error);
    abort.abort();
  };
  const stream = (): NodeJS.WriteStream => {
    if (opened) return opened;
    opened = open();
    // oclif has put a listener there that throws.
    opened.removeAllListeners('error').on('error', failed);
    return opened;
  };
  return {
    write: (text) => {
      if (!abort.signal.aborted && text.length > 0) stream().write(text);
    },
    get isTerminal() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns;
    },
  };
}

/** A full disk, say. The command itself goes on to its end and is saved, but has not succeeded. */
function tellUnwritable(name: string, error: Error): void {
  process.once('exit', () => (process.exitCode = 1));
  if (name !== 'stderr') process.stderr.write(`error: write /dev/${name}: ${systemErrorText(error)}\n`);
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
