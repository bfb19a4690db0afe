import { StatusError } from '../api/status.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterSession } from './cluster-session.ts';
import { ClusterFile, type ClusterFileOptions } from './cluster-file.ts';
import { expectWork } from './compiling.ts';
import { beforeEnd } from './ending.ts';
import { acquireLock, type Lock } from './lock.ts';
import { SessionClock, type SessionClockOptions } from './session-clock.ts';

export interface SessionOptions extends Omit<ClusterFileOptions, 'opened'>, SessionClockOptions {
  /** Run once before anything is simulated: data files that take long to read. */
  prepare?(): Promise<void>;
  /** Called again and again while somebody else has the lock; may throw to give up. */
  whileLocked?(): void;
  /** Hears of defects of ours that did not stop the command. */
  tellDefect?(text: string): void;
}

/** After so long without a request (ms) the cluster is saved and let go: the command may be asking its user something. */
const IDLE = 30;
/** A command that moves the manual clock in many steps saves and lets others in this often (ms), but spends no more than a tenth of its time on that. */
const LONGEST_HOLD = 250;
const SAVING_SHARE = 0.1;
/** The event loop gets its turn this often (ms). */
const LONGEST_BREATH = 50;

let breathed = Date.now();

function whileHeld({ whileLocked }: SessionOptions): { whileHeld?(): void } {
  return whileLocked ? { whileHeld: whileLocked } : {};
}

/** Lets signals and output through: a long run of requests and catching up would otherwise never come to that. */
async function breathe(): Promise<void> {
  if (Date.now() - breathed < LONGEST_BREATH) return;
  await new Promise((resolve) => setImmediate(resolve));
  breathed = Date.now();
}

/**
 * One command's view of a cluster that lives in a file. Reads with nothing due take no lock and write nothing; everything else happens
 * under the lock, on the newest state, and is saved in one go when the command ends, waits or idles.
 */
export class Session implements ClusterSession {
  readonly #options: SessionOptions;
  readonly #file: ClusterFile;
  readonly #clock: SessionClock;
  /** How many there were when the cluster was opened. */
  #objects = 0;
  #lock: Lock | undefined;
  #lockedAt = 0;
  /** How long the last save took (ms). */
  #saveTook = 0;
  #cancelEnd: (() => void) | undefined;
  /** Under the lock: the loaded cluster is the newest there is, and may be ahead of the file. */
  #newest = false;
  #failure: unknown;
  #busy = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #prepared = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#clock = new SessionClock(options);
    this.#file = new ClusterFile({
      ...options,
      open: (image) => {
        this.#objects = image.objects.size;
        return options.open(image);
      },
      opened: (cluster) => this.#clock.anchor(cluster),
    });
  }

  read<T>(use: (cluster: Cluster) => T): Promise<T> {
    return this.#inTurn(async () => {
      if (!this.#lock) {
        const cluster = this.#file.refresh();
        if (cluster && !this.#isDue(cluster)) {
          const result = this.#guarded(cluster, () => {
            cluster.advanceTo(this.#clock.target(cluster));
            return use(cluster);
          });
          if (!cluster.dirty()) return result;
          this.#file.forget();
        }
      }
      return this.#locked(use);
    });
  }

  write<T>(use: (cluster: Cluster) => T): Promise<T> {
    return this.#inTurn(() => this.#locked(use));
  }

  replace(make: (old: Cluster) => Cluster): Promise<void> {
    return this.write((old) => void this.#file.replace(make(old)));
  }

  now(): number {
    const cluster = this.#lock ? this.#file.cluster : this.#file.refresh();
    return cluster ? this.#clock.target(cluster) : this.#options.wallNow();
  }

  clockMode(cluster: Cluster): 'wall' | 'manual' {
    return this.#clock.mode(cluster);
  }

  ahead(): number {
    return this.#clock.ahead();
  }

  wallTimeUntil(time: number): number {
    return this.#clock.wallTimeUntil(time);
  }

  /** Has another process saved since this one read? */
  outdated(): boolean {
    return !this.#lock && this.#file.outdated();
  }

  /** Saves what is new and lets go of the lock. */
  flush(): Promise<void> {
    return this.#inTurn(async () => this.#flush());
  }

  async flushIfLong(): Promise<void> {
    if (this.#lock && Date.now() - this.#lockedAt > Math.max(LONGEST_HOLD, this.#saveTook / SAVING_SHARE)) await this.flush();
  }

  /** Synchronous: all of it happens or nothing. */
  #flush(): void {
    clearTimeout(this.#idle);
    if (!this.#lock) return;
    try {
      const { cluster } = this.#file;
      const started = Date.now();
      if (cluster) this.#file.save(this.clockMode(cluster) === 'manual');
      this.#saveTook = Date.now() - started;
    } finally {
      this.#release();
    }
  }

  #throwFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  #flushIdle(): void {
    try {
      this.#flush();
    } catch (error) {
      this.#failure = error;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#busy.then(async () => {
      await breathe();
      this.#throwFailure();
      return work();
    });
    this.#busy = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #catchUp(cluster: Cluster): Promise<void> {
    const target = this.#clock.target(cluster);
    expectWork({ time: target - cluster.now() });
    for (let due = cluster.nextDue(); due !== undefined && due < target; due = cluster.nextDue()) {
      this.#guarded(cluster, () => cluster.advanceTo(due as number, target));
      await breathe();
      if (!this.#lock) return;
    }
    this.#guarded(cluster, () => cluster.advanceTo(target));
  }

  async #locked<T>(use: (cluster: Cluster) => T): Promise<T> {
    if (!this.#prepared) await this.#options.prepare?.();
    this.#prepared = true;
    clearTimeout(this.#idle);
    if (!this.#lock) {
      this.#lock = await acquireLock(`${this.#options.path}.lock`, { ...whileHeld(this.#options) });
      this.#lockedAt = Date.now();
      this.#cancelEnd = beforeEnd(() => this.#saveQuietly());
    }
    let cluster: Cluster;
    try {
      cluster = (this.#newest && this.#file.cluster) || this.#file.refreshOrCreate();
      this.#newest = true;
      expectWork({ objects: this.#objects });
    } catch (error) {
      this.#release();
      throw error;
    }
    try {
      this.#clock.applySettings(cluster);
      await this.#catchUp(cluster);
      // A signal that somebody else listens to as well has made us save and let go meanwhile.
      if (!this.#lock) return await this.#locked(use);
      return this.#guarded(cluster, () => use(cluster));
    } finally {
      if (this.#lock) this.#idle = setTimeout(() => this.#flushIdle(), IDLE).unref();
    }
  }

  /** Refusals leave the cluster as it was. Anything else is a defect of ours: what it left half done is not kept. */
  #guarded<T>(cluster: Cluster, use: () => T): T {
    try {
      const result = use();
      for (const { actor, key, error } of cluster.takeDefects()) {
        this.#options.tellDefect?.(`${actor} (${key}): ${error instanceof Error ? error.message : String(error)}`);
      }
      return result;
    } catch (error) {
      if (!(error instanceof StatusError) || (!this.#lock && cluster.dirty())) {
        this.#file.forget();
        this.#release();
      }
      throw error;
    }
  }

  #isDue(cluster: Cluster): boolean {
    const due = cluster.nextDue();
    return due !== undefined && due <= this.#clock.target(cluster);
  }

  #release(): void {
    clearTimeout(this.#idle);
    this.#cancelEnd?.();
    this.#newest = false;
    this.#lock?.release();
    this.#lock = undefined;
  }

  /** What the cluster has acknowledged is kept, as a real one would keep it, however the command ends. */
  #saveQuietly(): void {
    try {
      this.#flush();
    } catch {
      // The process is going away and has no one left to tell.
    }
  }
}
