import type { Actor } from '../sim/actor.ts';
import { lastSeen } from './recorder.ts';

/** Events are kept for one hour after they were last heard (the API server's --event-ttl). */
const EVENT_TTL = 3_600_000;
const SWEEP = 'sweep';
/** Swept no more often than this (ms): etcd is no more exact about its leases. */
const PAUSE = 60_000;

/** Removes events whose hour is over. One timer for all of them: hearing an event again only moves its end further away. */
export const eventExpiry: Actor = {
  name: 'event-expiry',
  watches: {
    events: (change, context) => (change.type === 'ADDED' && context.memory.get(SWEEP) === undefined ? [SWEEP] : []),
  },
  reconcile(_key, { api, memory, now }) {
    let next = Infinity;
    for (const event of api.list('events')) {
      const end = lastSeen(event) + EVENT_TTL;
      if (end <= now()) api.delete('events', event.metadata.namespace ?? '', event.metadata.name ?? '');
      else next = Math.min(next, end);
    }
    if (next === Infinity) {
      memory.delete(SWEEP);
      return;
    }
    next = Math.max(next, now() + PAUSE);
    memory.set(SWEEP, next);
    return { at: next };
  },
};
