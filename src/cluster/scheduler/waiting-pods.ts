import type { Change, Memory } from '../sim/actor.ts';
import { plugins } from './plugins/index.ts';

/** An unschedulable pod, as remembered between attempts. */
export interface WaitingPod {
  /** Plugins that refused it. */
  refusedBy: readonly string[];
  attempts: number;
  /** Of the last attempt, ms since the epoch. */
  at: number;
  /** Of the first one. */
  since: number;
  /** When it is tried again. */
  next: number;
}

const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 10_000;
/** Without any sign that it could help, a pod is tried again this often; after a day of waiting less often. */
const FLUSH = 300_000;
const LONG_WAIT = 86_400_000;
const LATE_FLUSH = 3_600_000;

/** The pods that no node took, with what would have to change. */
export class WaitingPods {
  readonly #memory: Memory;
  readonly #pods = new Map<string, WaitingPod>();

  constructor(memory: Memory) {
    this.#memory = memory;
    for (const key of memory.keys()) this.#pods.set(key, memory.get<WaitingPod>(key)!);
  }

  get(key: string): WaitingPod | undefined {
    return this.#pods.get(key);
  }

  forget(key: string): void {
    if (this.#pods.delete(key)) this.#memory.delete(key);
  }

  /** After an attempt that failed. */
  note(key: string, refusedBy: readonly string[], now: number): void {
    const earlier = this.#pods.get(key);
    const since = earlier?.since ?? now;
    const next = now + (now - since >= LONG_WAIT ? LATE_FLUSH : FLUSH);
    this.#set(key, { refusedBy, attempts: (earlier?.attempts ?? 0) + 1, at: now, since, next });
  }

  /** Brings forward the next attempt of the pods that this change may help, not before their back-off is over. True if there are any. */
  noteChange(change: Change, now: number): boolean {
    if (this.#pods.size === 0) return false;
    const helped = new Set(plugins.filter((plugin) => plugin.helpedBy(change)).map(({ name }) => name));
    if (helped.size === 0) return false;
    let any = false;
    for (const [key, pod] of this.#pods) {
      if (!pod.refusedBy.some((name) => helped.has(name))) continue;
      any = true;
      const next = Math.max(now, pod.at + backoff(pod.attempts));
      if (next < pod.next) this.#set(key, { ...pod, next });
    }
    return any;
  }

  due(now: number): string[] {
    return [...this.#pods].filter(([, pod]) => pod.next <= now).map(([key]) => key);
  }

  /** Puts off attempts that would only be repeated in vain; false when some pod has a reason to be tried before. */
  leapOver(until: number, now: number): boolean {
    const early = [...this.#pods].filter(([, { next }]) => next < until);
    if (early.some(([, { at, next, since }]) => next - at < FLUSH || now - since < LONG_WAIT)) return false;
    for (const [key, pod] of early) this.#set(key, { ...pod, next: pod.next + Math.ceil((until - pod.next) / LATE_FLUSH) * LATE_FLUSH });
    return true;
  }

  nextDue(): number | undefined {
    let next: number | undefined;
    for (const pod of this.#pods.values()) if (next === undefined || pod.next < next) next = pod.next;
    return next;
  }

  #set(key: string, pod: WaitingPod): void {
    this.#pods.set(key, pod);
    this.#memory.set(key, pod);
  }
}

/** 1, 2, 4, 8, 10, 10 … seconds. */
export function backoff(attempts: number): number {
  return Math.min(FIRST_BACKOFF * 2 ** Math.max(0, attempts - 1), LONGEST_BACKOFF);
}
