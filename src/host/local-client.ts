import type { Client, ClusterClock, Verb } from '../api/client.ts';
import { requestEntityTooLarge } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { followLog } from './log-following.ts';
import type { ClusterSession } from './cluster-session.ts';
import { fileChanges } from './file-changes.ts';
import { rawRequest } from './raw-request.ts';
import { Session, type SessionOptions } from './session.ts';
import { waitingOn, type Waiting } from './waiting.ts';

const READS: readonly Verb[] = ['get', 'list'];

/** A Client on a cluster in this process, and what the simulator's own commands need besides. */
export interface LocalClient extends Client {
  readonly session: ClusterSession;
}

const largestBody = 3 << 20;

/** What an API server refuses unread: nothing that large becomes an object. */
function refuseTooLarge(body: unknown): void {
  if (body !== undefined && Buffer.byteLength(JSON.stringify(body)) > largestBody) throw requestEntityTooLarge(`limit is ${largestBody}`);
}

/** On a cluster in a file. */
export function localClient(options: SessionOptions): LocalClient {
  const session = new Session(options);
  return sessionClient(
    session,
    waitingOn(
      session,
      fileChanges(options.path, () => session.outdated()),
    ),
  );
}

export function sessionClient(session: ClusterSession, waiting: Waiting): LocalClient {
  const clock: ClusterClock = {
    now: () => session.now(),
    async sleep(ms, signal) {
      const until = (await session.read((cluster) => cluster.now())) + ms;
      while (session.now() < until && !signal?.aborted) await waiting.step(until, signal);
    },
  };
  const request: Client['request'] = async (request) => {
    if (request.name === '') throw new UserError('resource name may not be empty');
    refuseTooLarge(request.body);
    const run = READS.includes(request.verb) ? session.read.bind(session) : session.write.bind(session);
    return run((cluster) => cluster.handle(request));
  };
  const watch: Client['watch'] = async function* (request, { deadline, signal } = {}) {
    const state = await session.read((cluster) => cluster.watch(request));
    while (!signal?.aborted) {
      const { events, now, mode } = await session.read((cluster) => ({
        events: cluster.poll(state),
        now: cluster.now(),
        mode: session.clockMode(cluster),
      }));
      // What a user has seen has happened. (On the manual clock this would be a save per step: there it is left to the end and to signals.)
      if (mode === 'wall') await session.flush();
      yield* events;
      if (events.some(({ type }) => type === 'ERROR')) return;
      if (deadline !== undefined && now >= deadline) return;
      if (!signal?.aborted) await waiting.step(deadline, signal);
    }
  };
  const follow: Client['follow'] = (podLog, limits) => followLog(podLog, limits, { request, step: waiting.step, now: clock.now });
  return {
    session,
    clock,
    request,
    watch,
    follow,
    raw: (...args) => rawRequest({ session, watch, follow, now: clock.now }, ...args),
    discovery: () => session.read((cluster) => cluster.discovery()),
    async close() {
      waiting.close();
      await session.flush();
    },
  };
}
