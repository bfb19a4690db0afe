import { constants, fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Io, Output } from '../kubectl/io.ts';
import { errorCode, systemErrorText } from './host-error.ts';

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
    stdout: output(1, () => process.stdout, abort),
    stderr: output(2, () => process.stderr, abort),
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
}

/** Node's streams take some milliseconds to load: only terminals get one, and pipes that are full and do not let us wait. */
function output(descriptor: 1 | 2, open: () => NodeJS.WriteStream, abort: AbortController): Output {
  let opened: NodeJS.WriteStream | undefined;
  let direct: boolean | undefined;
  // `kubesim get pods | head -1`: nobody reads any more. Nothing to say about it, and whoever waits may stop.
  const failed = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') tellUnwritable(descriptor, error);
    abort.abort();
  };
  const stream = (): NodeJS.WriteStream => (opened ??= open().on('error', failed));
  return {
    write: (text) => {
      if (abort.signal.aborted || text.length === 0) return;
      let bytes = typeof text === 'string' ? Buffer.from(text) : text;
      if ((direct ??= !mayBeTerminal(descriptor))) {
        try {
          while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
          return;
        } catch (error) {
          if (errorCode(error) !== 'EAGAIN') return failed(error as NodeJS.ErrnoException);
          direct = false;
        }
      }
      stream().write(bytes);
    },
    get isTerminal() {
      return mayBeTerminal(descriptor) && stream().isTTY === true;
    },
    get columns() {
      return stream().columns;
    },
  };
}

/** Looking for sure needs the streams that we would like to do without. */
function mayBeTerminal(descriptor: number): boolean {
  if (process.platform === 'win32') return true;
  const { rdev, mode } = fstatSync(descriptor);
  return (mode & constants.S_IFMT) === constants.S_IFCHR && rdev !== statSync(devNull).rdev;
}

/** A full disk, say. The command itself goes on to its end and is saved, but has not succeeded. */
function tellUnwritable(descriptor: number, error: Error): void {
  process.once('exit', () => (process.exitCode = 1));
  if (descriptor === 1) process.stderr.write(`error: write /dev/stdout: ${systemErrorText(error)}\n`);
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
