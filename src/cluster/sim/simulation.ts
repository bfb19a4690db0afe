import { StatusError } from '../../api/status.ts';
import { DamagedState } from '../store/damaged-state.ts';
import type { Actor, ActorContext, Change } from './actor.ts';
import type { Timers } from './timers.ts';

/** A reconcile that keeps waking itself in one instant is a defect of ours; this many runs are far beyond any real one. */
const RUNS_PER_INSTANT = 10_000;
/** What a failed reconcile waits before it is tried again (ms). */
const RETRY_DELAY = 5_000;
/** Conflicts are tried again at once, this often. */
const IMMEDIATE_RETRIES = 3;

/** Absences longer than this (ms) are caught up by leaping over mere repetition … */
const LONG_ABSENCE = 6 * 3_600_000;
/** … but for so much at their beginning and end (ms): at first things settle into their rhythm, and events, finished Jobs and back-offs tell of the last hour. */
const LIVED_THROUGH = 70 * 60_000;

const NOTHING = { from: Infinity, until: -Infinity };

/** A defect of an actor, to be told to the user as ours; the cluster goes on without that reconcile. */
export interface Defect {
  actor: string;
  key: string;
  error: unknown;
}

interface Waker {
  actor: Actor;
  context: ActorContext;
  wake: NonNullable<Actor['watches'][string]>;
}

/** The loop: hands changes and due timers to actors until nothing is left to do in this instant, then goes to the next due time. */
export class Simulation {
  now: number;
  readonly defects: Defect[] = [];
  readonly #timers: Timers;
  readonly #actors = new Map<string, { actor: Actor; context: ActorContext }>();
  readonly #watchers = new Map<string, { actor: Actor; context: ActorContext }[]>();
  readonly #wakers = new Map<string, readonly Waker[]>();
  readonly #queued = new Set<string>();
  readonly #runs = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  #queue: { actor: string; key: string }[] = [];
  /** Between these times repetition is leapt over. */
  #leapable = NOTHING;

  constructor(now: number, timers: Timers) {
    this.now = now;
    this.#timers = timers;
  }

  add(actor: Actor, context: ActorContext): void {
    const entry = { actor, context };
    this.#wakers.clear();
    this.#actors.set(actor.name, entry);
    for (const resource of Object.keys(actor.watches)) this.#watchers.set(resource, [...(this.#watchers.get(resource) ?? []), entry]);
  }

  /** Tells the actors of a change; they run when the instant settles. */
  notify(change: Change): void {
    for (const { actor, context, wake } of this.#wakersOf(change.resource)) {
      for (const key of wake(change, context)) this.enqueue(actor.name, key);
    }
  }

  /** Who watches a resource, then who watches all. */
  #wakersOf(resource: string): readonly Waker[] {
    let wakers = this.#wakers.get(resource);
    if (!wakers) {
      wakers = [resource, '*'].flatMap((watched) =>
        (this.#watchers.get(watched) ?? []).map(({ actor, context }) => ({
          actor,
          context,
          wake: actor.watches[watched] as Waker['wake'],
        })),
      );
      this.#wakers.set(resource, wakers);
    }
    return wakers;
  }

  enqueue(actor: string, key: string): void {
    const id = `${actor} ${key}`;
    if (this.#queued.has(id)) return;
    this.#queued.add(id);
    this.#queue.push({ actor, key });
  }

  /** Runs everything that is to happen in this instant. */
  settle(): void {
    this.#runs.clear();
    this.#failures.clear();
    do {
      while (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        for (const { actor, key } of batch) this.#run(actor, key);
      }
    } while (this.#wakeDue());
  }

  /**
   * Lets happen, instant by instant, what is due up to `target`, and sets the clock to it. A caller that goes to `towards` in
   * several steps says so: what may be leapt over depends on the whole way.
   */
  advanceTo(target: number, towards = target): void {
    this.settle();
    if (this.#leapable === NOTHING && towards - this.now > LONG_ABSENCE)
      this.#leapable = { from: this.now + LIVED_THROUGH, until: towards - LIVED_THROUGH };
    const { from, until } = this.#leapable;
    for (;;) {
      const due = this.#timers.nextDue();
      if (due === undefined || due > target) break;
      this.now = Math.max(this.now, due);
      if (due > from && due < until) this.#leap(until);
      this.settle();
    }
    this.now = Math.max(this.now, target);
    if (this.now >= until) this.#leapable = NOTHING;
  }

  /** Lets the actors whose timers are due now go on later where nothing but repetition lies between. */
  #leap(until: number): void {
    for (let timer = this.#timers.take(this.now); timer; timer = this.#timers.take(this.now)) {
      const entry = this.#actors.get(timer.actor);
      const resumed = entry?.actor.fastForward?.(timer.key, until, entry.context);
      if (resumed) this.#timers.set(timer.actor, timer.key, Math.max(until, resumed.at));
      else this.enqueue(timer.actor, timer.key);
    }
  }

  /** Timers due in one instant are woken together: what they cause is then reconciled once. */
  #wakeDue(): boolean {
    let woken = false;
    for (let timer = this.#timers.take(this.now); timer; timer = this.#timers.take(this.now)) {
      this.enqueue(timer.actor, timer.key);
      woken = true;
    }
    return woken || this.#queue.length > 0;
  }

  #run(name: string, key: string): void {
    const id = `${name} ${key}`;
    this.#queued.delete(id);
    const entry = this.#actors.get(name);
    // A timer of an actor that this version no longer has.
    if (!entry) return;
    const runs = (this.#runs.get(id) ?? 0) + 1;
    this.#runs.set(id, runs);
    if (runs > RUNS_PER_INSTANT) {
      if (runs === RUNS_PER_INSTANT + 1) this.defects.push({ actor: name, key, error: new Error('does not come to rest') });
      return;
    }
    try {
      const requeue = entry.actor.reconcile(key, entry.context);
      if (requeue) this.#timers.set(name, key, 'at' in requeue ? requeue.at : this.now + requeue.after);
      else this.#timers.clear(name, key);
    } catch (error) {
      this.#failed(name, key, id, error);
    }
  }

  #failed(name: string, key: string, id: string, error: unknown): void {
    if (error instanceof DamagedState) throw error;
    if (!(error instanceof StatusError)) {
      this.defects.push({ actor: name, key, error });
      return;
    }
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    const transient = error.status.reason === 'Conflict' || error.status.reason === 'AlreadyExists';
    if (transient && failures <= IMMEDIATE_RETRIES) this.enqueue(name, key);
    else this.#timers.set(name, key, this.now + RETRY_DELAY);
  }
}
