import type { Timer } from '../store/image.ts';

/**
 * Durable timers: one per actor and key, a binary heap by due time and then by the order in which they were set,
 * so that equal times always fire in the same order, whichever process fires them.
 */
export class Timers {
  sequence: number;
  #changed = false;
  /** Actor and key of the timers that changed since they were last taken; undefined while nobody keeps track. */
  #touched: Map<string, readonly [actor: string, key: string]> | undefined;
  readonly #heap: Timer[] = [];
  readonly #current = new Map<string, Timer>();

  constructor(timers: readonly Timer[], sequence: number) {
    this.sequence = sequence;
    for (const timer of timers) this.#push(timer);
  }

  get changed(): boolean {
    return this.#changed;
  }

  noteSaved(): void {
    this.#changed = false;
  }

  /** Replaces the timer of this actor and key. */
  set(actor: string, key: string, due: number): void {
    if (this.#current.get(id(actor, key))?.due === due) return;
    this.sequence += 1;
    this.#touch(actor, key);
    this.#push({ due, seq: this.sequence, actor, key });
  }

  clear(actor: string, key: string): void {
    if (this.#current.delete(id(actor, key))) this.#touch(actor, key);
  }

  nextDue(): number | undefined {
    this.#dropStale();
    return this.#heap[0]?.due;
  }

  /** Takes out the first timer that is due at `now` or before. */
  take(now: number): Timer | undefined {
    this.#dropStale();
    const first = this.#heap[0];
    if (!first || first.due > now) return undefined;
    this.#pop();
    this.#current.delete(id(first.actor, first.key));
    this.#touch(first.actor, first.key);
    return first;
  }

  all(): Timer[] {
    return [...this.#current.values()].sort(before);
  }

  /** What was set and what was cleared since the last call; the first call begins to keep track. */
  takeChanges(): { set: Timer[]; cleared: (readonly [actor: string, key: string])[] } {
    const set: Timer[] = [];
    const cleared: (readonly [actor: string, key: string])[] = [];
    for (const [key, timer] of this.#touched ?? []) {
      const current = this.#current.get(key);
      if (current) set.push(current);
      else cleared.push(timer);
    }
    this.#touched = new Map();
    return { set, cleared };
  }

  #touch(actor: string, key: string): void {
    this.#changed = true;
    this.#touched?.set(id(actor, key), [actor, key]);
  }

  #push(timer: Timer): void {
    this.#current.set(id(timer.actor, timer.key), timer);
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(heap[parent] as Timer, timer) <= 0) break;
      heap[at] = heap[parent] as Timer;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer) < 0) child += 1;
      if (before(heap[child] as Timer, last) >= 0) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = last;
  }

  /** Replaced and cleared timers stay in the heap until they come to its top. */
  #dropStale(): void {
    for (;;) {
      const first = this.#heap[0];
      if (!first || this.#current.get(id(first.actor, first.key)) === first) return;
      this.#pop();
    }
  }
}

function id(actor: string, key: string): string {
  return `${actor} ${key}`;
}

function before(a: Timer, b: Timer): number {
  return a.due - b.due || a.seq - b.seq;
}
