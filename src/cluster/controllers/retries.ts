import { hasReason, StatusError } from '../../api/status.ts';
import type { Actor, Requeue } from '../sim/actor.ts';

/** What the work queues of the real controllers do with a key that failed: 5 ms, doubling, at most 1000 s. */
const FIRST_DELAY = 5;
const LONGEST_DELAY = 1_000_000;

export function retryDelay(failures: number): number {
  return Math.min(FIRST_DELAY * 2 ** Math.min(failures, 30), LONGEST_DELAY);
}

/**
 * Tries a key that the API refused again after a growing delay, until it succeeds once. Conflicts are left to the loop, which tries
 * them again at once.
 */
export function withBackOff(reconcile: Actor['reconcile']): Actor['reconcile'] {
  return (key, context) => {
    const note = `failures ${key}`;
    const failures = context.memory.get<number>(note) ?? 0;
    try {
      const requeue = reconcile(key, context);
      if (failures > 0) context.memory.delete(note);
      return requeue;
    } catch (error) {
      if (!(error instanceof StatusError) || hasReason(error, 'Conflict', 'AlreadyExists')) throw error;
      context.memory.set(note, failures + 1);
      return { after: retryDelay(failures) };
    }
  };
}

/** Wakes the key at the earliest of these times (ms since the epoch), if there is one. */
export function wakeAt(...times: readonly (number | undefined)[]): Requeue | undefined {
  const due = times.filter((time) => time !== undefined);
  return due.length > 0 ? { at: Math.min(...due) } : undefined;
}
