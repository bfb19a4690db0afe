import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import type { Session } from '../session.ts';
import type { LogsFlags } from './options.ts';
import type { LogSource } from './sources.ts';

/** Prints the logs one after another; several that are followed come line by line as they grow. */
export async function printLogs(session: Session, sources: readonly LogSource[], flags: LogsFlags): Promise<void> {
  const { io, client } = session;
  const limit = flags['max-log-requests'];
  if (flags.follow && sources.length > limit) {
    throw new UserError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`,
    );
  }
  const one = async (source: LogSource): Promise<void> => {
    const write = lineWriter(
      (text) => io.stdout.write(text),
      flags.prefix || flags['all-pods'] ? `[pod/${source.pod}/${source.container}] ` : '',
    );
    try {
      if (flags.follow) await follow(session, source, write, flags);
      else write((await client.request(source.request)).text ?? '');
    } catch (error) {
      if (!flags['ignore-errors']) throw error;
      io.stdout.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    } finally {
      write.end();
    }
  };
  if (flags.follow) await Promise.all(sources.map(one));
  else for (const source of sources) await one(source);
}

/** How long to wait before asking again for a log that cannot be followed yet (ms of cluster time). */
const AGAIN = 1000;

/** What is said of a container that has not started is told, and asked anew until it has. */
async function follow({ client, io }: Session, { request }: LogSource, write: LineWriter, flags: LogsFlags): Promise<void> {
  for (;;) {
    try {
      for await (const text of client.follow(request, { signal: io.signal })) write(text);
      return;
    } catch (error) {
      if (flags['ignore-errors'] || !hasReason(error, 'BadRequest')) throw error;
      io.stderr.write(`${(error as Error).message}\n`);
    }
    await client.clock.sleep(AGAIN, io.signal);
    if (io.signal?.aborted) return;
  }
}

interface LineWriter {
  (text: string): void;
  /** Writes what is left of a line without an end. */
  end(): void;
}

/** Writes whole lines, so that several logs do not mix within one, each with the prefix before it. */
function lineWriter(write: (text: string) => void, prefix: string): LineWriter {
  let rest = '';
  const writer = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) write(lines.map((line) => `${prefix}${line}\n`).join(''));
  };
  return Object.assign(writer, {
    end() {
      if (rest !== '') write(`${prefix}${rest}`);
      rest = '';
    },
  });
}
