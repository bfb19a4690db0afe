import type { ClusterSession } from './cluster-session.ts';
import type { Changes } from './file-changes.ts';

/** How commands wait on a cluster: no lock is held, other processes may go on. */
export interface Waiting {
  /**
   * Comes back when something may have happened: the next thing was due, another process saved, simulated time has reached `until`, or the signal aborted.
   * On the manual clock what is due next is made to happen at once. Who looks for what comes without being due (lines of a log) comes back
   * after `lookAfter` ms of wall time at the latest.
   */
  step(until: number | undefined, signal?: AbortSignal, lookAfter?: number): Promise<void>;
  close(): void;
}

/** `changes` tells of what others do to the cluster; `manual` is shared by all who are to see the manual clock move together. */
export function waitingOn(session: ClusterSession, changes: Changes, manual = manualSteps(session, changes.next)): Waiting {
  return {
    async step(until, signal, lookAfter = Infinity) {
      const { mode, due } = await session.read((cluster) => ({ mode: session.clockMode(cluster), due: cluster.nextDue() }));
      if (mode === 'manual') return manual(until, signal);
      await session.flush();
      const next = Math.min(due ?? Infinity, until ?? Infinity);
      const pause = Math.min(next === Infinity ? Infinity : Math.max(1, Math.ceil(session.wallTimeUntil(next))), lookAfter);
      await changes.next(pause === Infinity ? undefined : pause, signal);
    },
    close: () => changes.close(),
  };
}

interface Waiter {
  until: number | undefined;
  resume(): void;
  fail(error: unknown): void;
}

export type ManualSteps = (until: number | undefined, signal?: AbortSignal) => Promise<void>;

/**
 * Everybody in this process who waits on the manual clock is a waiter; one round moves time to the next thing that is due or that a waiter
 * waits for, then lets all of them look. So a watch and a time-out beside it see time pass together.
 */
export function manualSteps(
  session: ClusterSession,
  nextChange: (ms: number | undefined, signal?: AbortSignal) => Promise<void>,
): ManualSteps {
  const waiters = new Set<Waiter>();
  let running = false;
  let interrupt = new AbortController();

  const round = async (): Promise<void> => {
    // Whoever was resumed by the round before gets to wait again, and whatever is due outside (signals, output) to happen.
    await new Promise((resolve) => setImmediate(resolve));
    const target = (nextDue: number | undefined): number =>
      Math.min(nextDue ?? Infinity, ...[...waiters].map(({ until }) => until ?? Infinity));
    const moved = await session.write((cluster) => {
      const time = target(cluster.nextDue());
      if (time === Infinity) return false;
      cluster.advanceTo(time);
      return true;
    });
    if (moved) return session.flushIfLong();
    await session.flush();
    interrupt = new AbortController();
    if (target(undefined) !== Infinity) return;
    await nextChange(undefined, interrupt.signal);
  };

  const run = async (): Promise<void> => {
    running = true;
    try {
      while (waiters.size > 0) {
        await round();
        const resumed = [...waiters];
        waiters.clear();
        for (const waiter of resumed) waiter.resume();
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      for (const waiter of [...waiters]) waiter.fail(error);
    } finally {
      running = false;
    }
  };

  return (until: number | undefined, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiters.delete(waiter);
        signal?.removeEventListener('abort', waiter.resume);
        if (waiters.size === 0) interrupt.abort();
      };
      const waiter: Waiter = {
        until,
        resume() {
          leave();
          resolve();
        },
        fail(error) {
          leave();
          reject(error as Error);
        },
      };
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', waiter.resume);
      waiters.add(waiter);
      interrupt.abort();
      if (!running) void run();
    });
}
