import type { Io, Output } from '../kubectl/io.ts';

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
    stdout: output(() => process.stdout, abort),
    stderr: output(() => process.stderr, abort),
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
}

/** Opening a standard stream takes Node about a millisecond, so that is left to its first use. */
function output(open: () => NodeJS.WriteStream, abort: AbortController): Output {
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    if (opened) return opened;
    opened = open();
    // `kubesim get pods | head -1`: nobody reads any more. Nothing to say about it, and whoever waits may stop.
    opened.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      abort.abort();
    });
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

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
