import { connect, type Socket } from 'node:net';
import type { Client, ClusterClock } from '../api/client.ts';
import { decodeError, messages, type ToClient, type ToServer } from './door-protocol.ts';
import { ServerGone } from './server-gone.ts';
import type { ServeMarker } from './serve-marker.ts';

export interface ServedClient extends Client {
  /** One of the simulator's own operations. */
  call<T>(operation: string, ...args: unknown[]): Promise<T>;
}

/** A Client on the cluster that another process serves, through its private socket; undefined when nobody is there any more. */
export async function servedClient(marker: ServeMarker): Promise<ServedClient | undefined> {
  const connection = await connected(marker.socket);
  return connection && overConnection(connection);
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

interface Waiter {
  resolve(answer: ToClient): void;
  reject(error: Error): void;
}

function overConnection(connection: Socket): ServedClient {
  const waiters = new Map<number, Waiter>();
  let last = 0;
  let time = { now: Date.now(), mode: 'wall' as 'wall' | 'manual', at: Date.now() };
  // A command that has nothing open is not held by its connection.
  connection.unref();
  connection.setEncoding('utf8');
  const receive = messages<ToClient>((answer) => {
    time = { now: answer.now, mode: answer.mode, at: Date.now() };
    const waiter = waiters.get(answer.id);
    waiters.delete(answer.id);
    waiter?.resolve(answer);
    if (waiters.size === 0) connection.unref();
  });
  connection.on('data', (piece) => receive(piece as unknown as string));
  const gone = (): void => {
    for (const { reject } of waiters.values()) reject(new ServerGone());
    waiters.clear();
  };
  connection.on('error', gone).on('close', gone);

  const say = (message: ToServer): void => void connection.write(`${JSON.stringify(message)}\n`);
  const ask = async (message: ToServer): Promise<ToClient> => {
    if (connection.destroyed || connection.readableEnded) throw new ServerGone();
    connection.ref();
    const answer = await new Promise<ToClient>((resolve, reject) => {
      waiters.set(message.id, { resolve, reject });
      say(message);
    });
    if ('error' in answer) throw decodeError(answer.error);
    if ('gone' in answer) throw new ServerGone();
    return answer;
  };
  const call = async <T>(name: string, ...args: unknown[]): Promise<T> => {
    const answer = await ask({ id: ++last, call: name, args });
    return ('value' in answer ? answer.value : undefined) as T;
  };

  async function* items<T>(open: (id: number) => ToServer, signal: AbortSignal | undefined): AsyncGenerator<T> {
    const id = ++last;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      say({ id, end: true });
      const waiter = waiters.get(id);
      waiters.delete(id);
      waiter?.resolve({ id, done: true, ...time });
      if (waiters.size === 0) connection.unref();
    };
    signal?.addEventListener('abort', end);
    try {
      say(open(id));
      while (!signal?.aborted) {
        const answer = await ask({ id, next: true });
        if (!('value' in answer)) {
          ended = true;
          return;
        }
        yield answer.value as T;
      }
    } finally {
      signal?.removeEventListener('abort', end);
      if (!connection.destroyed) end();
    }
  }

  const clock: ClusterClock = {
    now: () => (time.mode === 'manual' ? time.now : time.now + (Date.now() - time.at)),
    async sleep(ms, signal) {
      const id = ++last;
      const end = (): void => {
        say({ id, end: true });
        waiters.get(id)?.resolve({ id, done: true, ...time });
        waiters.delete(id);
      };
      if (signal?.aborted) return;
      signal?.addEventListener('abort', end);
      try {
        await ask({ id, call: 'sleep', args: [ms] });
      } finally {
        signal?.removeEventListener('abort', end);
      }
    },
  };
  return {
    call,
    clock,
    request: (request) => call('request', request),
    watch: (request, { deadline, signal } = {}) =>
      items((id) => ({ id, open: 'watch', request, ...(deadline === undefined ? {} : { deadline }) }), signal),
    follow: (request, { deadline, signal } = {}) =>
      items((id) => ({ id, open: 'follow', request, ...(deadline === undefined ? {} : { deadline }) }), signal),
    raw: (...args) => call('raw', ...args.slice(0, args.findLastIndex((each) => each !== undefined) + 1)),
    discovery: () => call('discovery'),
    async close() {
      connection.end();
      connection.unref();
    },
  };
}
