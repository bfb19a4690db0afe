import type { KubeObject } from '../../api/object.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { ClusterSettings } from '../store/image.ts';
import type { Random } from './random.ts';

/** One change of a stored object, as informers see it. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Group resource: `pods`, `deployments.apps`. */
  resource: string;
  object: KubeObject;
  /** Before a MODIFIED. */
  previous?: KubeObject;
}

/**
 * Anything in the cluster that acts by itself: a controller, the scheduler, the kubelets. It is woken by changes and by
 * durable timers, and reconciles one key at a time; all it remembers is in objects or in its `memory`.
 */
export interface Actor {
  /** Stable: timers and memory in state files refer to it. */
  readonly name: string;
  /** Which keys a change wakes, per group resource (`*`: of all of them). Keys are the actor's own, usually `namespace/name`. */
  readonly watches: Readonly<Record<string, (change: Change, context: ActorContext) => Iterable<string>>>;
  /**
   * Level-triggered: run twice, nothing changes. What it returns replaces the key's timer; returning nothing clears it.
   * `at` (ms since the epoch) or `after` (ms from now). A StatusError of reason Conflict or AlreadyExists requeues the key at once (a few times), other errors with back-off.
   */
  reconcile(key: string, context: ActorContext): Requeue | void;
  /**
   * Catching up after a long absence: may a due key that only repeats itself (a CronJob, a crash loop at its longest back-off) leap over what would leave no trace?
   * Notes in objects and memory what the repetitions until `until` (ms) would have left there, and answers when to go on, at `until` or later; nothing: reconcile as usual.
   */
  fastForward?(key: string, until: number, context: ActorContext): { at: number } | undefined;
}

export type Requeue = { at: number } | { after: number };

export interface ActorContext {
  /** Simulated time, ms since the epoch. */
  now(): number;
  /** RFC 3339 of now, as metadata and conditions carry it. */
  timestamp(): string;
  readonly api: ClusterApi;
  /** What kinds there are, custom resources among them. */
  readonly kinds: KindCatalogue;
  readonly random: Random;
  readonly events: EventRecorder;
  /** The actor's own notes that are not API objects (running processes, back-offs): JSON values by key, kept in the state file. */
  readonly memory: Memory;
  readonly settings: ClusterSettings;
  /** Wakes another key of the same actor in this instant. */
  enqueue(key: string): void;
}

export interface Memory {
  /** The value is shared: change it only through set. */
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  keys(): Iterable<string>;
}
