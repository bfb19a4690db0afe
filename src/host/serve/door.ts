import { chmodSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { encodeError, messages, type ToClient, type ToServer } from '../door-protocol.ts';
import { errorCode, HostError, systemErrorText } from '../host-error.ts';
import { sessionClient, type LocalClient } from '../local-client.ts';
import { manualSteps, waitingOn, type ManualSteps } from '../waiting.ts';
import { viewOf, type ResidentSession } from './resident-session.ts';

/** Longest path of a Unix socket that every system takes. */
const LONGEST_PATH = 100;

export interface DoorOptions {
  resident: ResidentSession;
  /** The state file. */
  path: string;
  /** What can be called besides a Client's own methods. */
  operations: Readonly<Record<string, (...args: never[]) => unknown>>;
}

export interface Door {
  readonly socket: string;
  /** Tells those who wait that they may go on without the server, and lets nobody in any more. */
  close(): Promise<void>;
}

/** The private socket beside a cluster file: who can open it owns the cluster, as who can open the file. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { socket, remove } = socketPlace(options.path);
  const visitors = new Set<Visitor>();
  const { session, changes } = viewOf(options.resident);
  const manual = manualSteps(session, changes.next);
  const server = createServer((connection) => {
    const visitor = new Visitor(connection, options, manual);
    visitors.add(visitor);
    connection.on('close', () => visitors.delete(visitor));
  });
  await listening(server, socket);
  chmodSync(socket, 0o600);
  return {
    socket,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const visitor of visitors) visitor.dismiss();
      await closed;
      remove();
    },
  };
}

/** Beside the state file, or in a folder of our own where that path is too long. */
function socketPlace(path: string): { socket: string; remove(): void } {
  const beside = join(dirname(path), `.${basename(path)}.sock`);
  if (process.platform === 'win32') return { socket: `\\\\.\\pipe\\kubesim-${process.pid}-${basename(path)}`, remove: () => undefined };
  if (Buffer.byteLength(beside) <= LONGEST_PATH) {
    // Nobody else can be there: we hold the lock.
    removeSocket(beside);
    return { socket: beside, remove: () => removeSocket(beside) };
  }
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-'));
  return { socket: join(folder, 'sock'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new HostError(`cannot remove ${path}: ${systemErrorText(error)}`);
  }
}

function listening(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new HostError(`cannot listen on ${socket}: ${systemErrorText(error)}`)));
    // From its first moment on nobody else may open it.
    const mask = process.umask(0o177);
    server.listen(socket, () => resolve());
    process.umask(mask);
  });
}

/** One command at the other end. */
class Visitor {
  readonly #connection: Socket;
  readonly #options: DoorOptions;
  readonly #manual: ManualSteps;
  readonly #client: LocalClient;
  readonly #streams = new Map<number, AsyncIterator<unknown>>();
  /** What is going on, by number. */
  readonly #ends = new Map<number, AbortController>();
  #dismissed = false;

  constructor(connection: Socket, options: DoorOptions, manual: ManualSteps) {
    this.#connection = connection;
    this.#options = options;
    this.#manual = manual;
    this.#client = this.#newClient();
    connection.setEncoding('utf8');
    const receive = messages<ToServer>((message) => void this.#receive(message));
    connection.on('data', (piece) => {
      try {
        receive(piece as unknown as string);
      } catch {
        connection.destroy();
      }
    });
    connection.on('error', () => undefined);
    connection.on('close', () => this.#abandon());
  }

  dismiss(): void {
    this.#dismissed = true;
    const waiting = [...this.#ends.keys()];
    for (const id of waiting) this.#send({ id, gone: true });
    this.#abandon();
    this.#connection.end();
  }

  /** Each wait has its own: it knows what its owner has seen. */
  #newClient(): LocalClient {
    const { session, changes } = viewOf(this.#options.resident);
    return sessionClient(session, waitingOn(session, changes, this.#manual));
  }

  async #receive(message: ToServer): Promise<void> {
    const { id } = message;
    if ('end' in message) return this.#end(id);
    try {
      if ('call' in message) this.#send({ id, value: await this.#call(message) });
      else if ('open' in message) this.#open(message);
      else await this.#next(id);
    } catch (error) {
      this.#send({ id, error: encodeError(error) });
    }
  }

  #call({ id, call, args: given }: Extract<ToServer, { call: string }>): unknown {
    const client = this.#client;
    // JSON has no undefined.
    const args = given.map((value) => value ?? undefined);
    switch (call) {
      case 'request':
        return client.request(args[0] as Parameters<LocalClient['request']>[0]);
      case 'raw':
        return client.raw(...(args as Parameters<LocalClient['raw']>));
      case 'discovery':
        return client.discovery();
      case 'sleep':
        return this.#sleep(id, args[0] as number);
    }
    const operation = this.#options.operations[call];
    if (!operation)
      throw new HostError(`the server of this cluster is of another version: it does not know "${call}"; stop it and start it again`);
    return operation(...(args as never[]));
  }

  async #sleep(id: number, ms: number): Promise<void> {
    const end = new AbortController();
    this.#ends.set(id, end);
    await this.#newClient().clock.sleep(ms, end.signal);
    this.#ends.delete(id);
  }

  #open(message: Extract<ToServer, { open: string }>): void {
    const end = new AbortController();
    this.#ends.set(message.id, end);
    const client = this.#newClient();
    const options = { signal: end.signal, ...(message.deadline === undefined ? {} : { deadline: message.deadline }) };
    const items = message.open === 'watch' ? client.watch(message.request, options) : client.follow(message.request, options);
    this.#streams.set(message.id, (items as AsyncIterable<unknown>)[Symbol.asyncIterator]());
  }

  async #next(id: number): Promise<void> {
    const item = await this.#streams.get(id)?.next();
    if (item && !item.done) return this.#send({ id, value: item.value });
    this.#end(id);
    this.#send({ id, done: true });
  }

  #end(id: number): void {
    this.#ends.get(id)?.abort();
    this.#ends.delete(id);
    this.#streams.delete(id);
  }

  #abandon(): void {
    for (const id of [...this.#ends.keys()]) this.#end(id);
  }

  #send(answer: { id: number } & ({ value: unknown } | { done: true } | { error: ReturnType<typeof encodeError> } | { gone: true })): void {
    if (this.#connection.destroyed || (this.#dismissed && !('gone' in answer || 'value' in answer))) return;
    const { resident } = this.#options;
    const message: ToClient = { ...answer, now: resident.now(), mode: resident.mode() };
    this.#connection.write(`${JSON.stringify(message)}\n`);
  }
}
