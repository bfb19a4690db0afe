import type { Io, Output } from '../kubectl/io.ts';

/** The process we run in, as commands see it. */
export function processIo(): Io {
  const abort = new AbortController();
  return {
    stdin: { read: readStdin, isTerminal: process.stdin.isTTY === true },
    stdout: output(process.stdout, abort),
    stderr: output(process.stderr, abort),
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  };
}

function output(stream: NodeJS.WriteStream, abort: AbortController): Output {
  // `kubesim get pods | head -1`: nobody reads any more. Nothing to say about it, and whoever waits may stop.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    abort.abort();
  });
  return {
    write: (text) => {
      if (!abort.signal.aborted) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
