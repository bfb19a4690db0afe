import { lutimesSync, statSync } from 'node:fs';
import { StatusError } from '../../api/status.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterImage } from '../../cluster/store/image.ts';
import type { ClusterSession } from '../cluster-session.ts';
import type { Changes } from '../file-changes.ts';
import { JournalWriter } from '../journal.ts';
import { HostError } from '../host-error.ts';
import { acquireLock, type Lock } from '../lock.ts';
import { servedBy } from '../serve-marker.ts';
import { SessionClock } from '../session-clock.ts';
import type { SessionOptions } from '../session.ts';
import { readState, writeState } from '../state-file.ts';

/** How long nothing must have been written before the state file is (ms), and how many times longer than the last save took that has to be. */
const QUIET = 2_000;
const SAVE_SHARE = 20;
/** A journal that is larger than this (bytes), and than the state, is made part of the state file at once. */
const LARGE_JOURNAL = 8 << 20;
/** Processes of other machines take a lock for left behind that is older than a minute. */
const LOCK_RENEWAL = 20_000;
/** The event loop gets its turn this often (ms) while much time is caught up with. */
const LONGEST_BREATH = 20;

/**
 * A cluster that stays in memory and under the lock while it is served. Every use first lets happen what is due; what changed is in the
 * journal before the caller hears of it, and in the state file some time later.
 */
export class ResidentSession implements ClusterSession {
  readonly #options: SessionOptions;
  readonly #clock: SessionClock;
  readonly #lock: Lock;
  readonly #renewal: NodeJS.Timeout;
  readonly #journal: JournalWriter;
  readonly #listeners = new Set<() => void>();
  #cluster: Cluster;
  #version = 0;
  /** Simulated time when it was last told of a change: on the manual clock its passing is one. */
  #time = 0;
  #busy: Promise<unknown> = Promise.resolve();
  /** Wakes us when something is due; `time` is that of the wall clock. */
  #due: { time: number; timer: NodeJS.Timeout } | undefined;
  #saving: NodeJS.Timeout | undefined;
  #saveTook = 0;
  #stateBytes = 0;
  #closed = false;

  /** Takes the lock and opens the cluster, or makes it when there is no file. */
  static async open(options: SessionOptions): Promise<ResidentSession> {
    refuseServed(options.path);
    await options.prepare?.();
    const lock = await acquireLock(`${options.path}.lock`, { whileHeld: () => refuseServed(options.path) });
    try {
      const session = new ResidentSession(options, lock);
      await session.read(() => undefined);
      return session;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(options: SessionOptions, lock: Lock) {
    this.#options = options;
    this.#lock = lock;
    this.#clock = new SessionClock(options);
    const loaded = readState(options.path);
    // What a journal told is part of the file before a new one is begun.
    let image = loaded?.image;
    this.#cluster = image ? options.open(image) : options.create();
    if (!loaded || loaded.fromJournal) writeState(options.path, (image = this.#cluster.image()));
    this.#journal = new JournalWriter(options.path, (image as ClusterImage).header);
    this.#opened(this.#cluster);
    this.#renewal = setInterval(() => renew(`${options.path}.lock`), LOCK_RENEWAL).unref();
  }

  /** Goes up with every change. */
  get version(): number {
    return this.#version;
  }

  /** Hears of every change, after it is written down. Gives back what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read<T>(use: (cluster: Cluster) => T): Promise<T> {
    return this.write(use);
  }

  write<T>(use: (cluster: Cluster) => T): Promise<T> {
    const result = this.#busy.then(async () => {
      this.#clock.applySettings(this.#cluster);
      if (this.#behind()) await this.#catchUp();
      return this.#use((cluster) => {
        cluster.advanceTo(this.#clock.target(cluster));
        return use(cluster);
      });
    });
    this.#busy = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async replace(make: (old: Cluster) => Cluster): Promise<void> {
    await this.write((old) => {
      const cluster = make(old);
      const image = cluster.image();
      writeState(this.#options.path, image);
      this.#journal.restart(image.header);
      this.#opened(cluster);
      this.#tell();
    });
  }

  now(): number {
    return this.#clock.target(this.#cluster);
  }

  mode(): 'wall' | 'manual' {
    return this.clockMode(this.#cluster);
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

  outdated(): boolean {
    return false;
  }

  async flush(): Promise<void> {
    // Everybody sees what is in memory.
  }

  async flushIfLong(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Writes the state file if it is behind, or leaves it as it is, and lets go of the cluster. */
  async close(options: { save: boolean } = { save: true }): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#busy;
    clearTimeout(this.#due?.timer);
    clearTimeout(this.#saving);
    clearInterval(this.#renewal);
    try {
      if (options.save) this.#save();
    } finally {
      this.#journal.close();
      this.#lock.release();
    }
  }

  #opened(cluster: Cluster): void {
    this.#cluster = cluster;
    cluster.takeChanges();
    this.#clock.anchor(cluster);
  }

  /** More is due than what one turn of the event loop should do. */
  #behind(): boolean {
    const due = this.#cluster.nextDue();
    return due !== undefined && this.#clock.target(this.#cluster) - due > 1000;
  }

  async #catchUp(): Promise<void> {
    const target = this.#clock.target(this.#cluster);
    let breathed = Date.now();
    for (let due = this.#cluster.nextDue(); due !== undefined && due < target; due = this.#cluster.nextDue()) {
      this.#use((cluster) => cluster.advanceTo(due as number, target));
      if (Date.now() - breathed < LONGEST_BREATH) continue;
      await new Promise((resolve) => setImmediate(resolve));
      breathed = Date.now();
    }
  }

  /** Refusals leave the cluster as it was. Anything else is a defect of ours: the cluster goes on from what was written down last. */
  #use<T>(use: (cluster: Cluster) => T): T {
    let result: T;
    try {
      result = use(this.#cluster);
    } catch (error) {
      if (error instanceof StatusError) this.#settle();
      else this.#reopen();
      throw error;
    }
    for (const { actor, key, error } of this.#cluster.takeDefects())
      this.#options.tellDefect?.(`${actor} (${key}): ${error instanceof Error ? error.message : String(error)}`);
    this.#settle();
    return result;
  }

  #settle(): void {
    this.#clock.anchor(this.#cluster);
    const changes = this.#cluster.takeChanges();
    if (changes) {
      try {
        this.#journal.append(changes);
      } catch (error) {
        this.#reopen();
        throw error;
      }
      this.#tell();
      this.#saveLater();
    } else if (this.#clock.mode(this.#cluster) === 'manual' && this.#cluster.now() !== this.#time) this.#tell();
    this.#time = this.#cluster.now();
    this.#wakeWhenDue();
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #reopen(): void {
    const loaded = readState(this.#options.path);
    if (loaded) this.#opened(this.#options.open(loaded.image));
    this.#tell();
    this.#wakeWhenDue();
  }

  #wakeWhenDue(): void {
    const due = this.#closed || this.#clock.mode(this.#cluster) === 'manual' ? undefined : this.#cluster.nextDue();
    const time = due === undefined ? undefined : due - this.#clock.ahead();
    // Most requests change nothing about it.
    if (this.#due?.time === time) return;
    clearTimeout(this.#due?.timer);
    this.#due = undefined;
    if (due === undefined || time === undefined) return;
    const pause = Math.min(Math.max(0, Math.ceil(this.#clock.wallTimeUntil(due))), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#due = undefined;
      this.write(() => undefined).catch((error: unknown) => this.#tellFailure(error));
    }, pause);
    this.#due = { time, timer };
  }

  #saveLater(): void {
    clearTimeout(this.#saving);
    const large = this.#journal.bytes > Math.max(LARGE_JOURNAL, this.#stateBytes);
    this.#saving = setTimeout(
      () => {
        try {
          this.#save();
        } catch (error) {
          this.#tellFailure(error);
        }
      },
      large ? 0 : QUIET + SAVE_SHARE * this.#saveTook,
    ).unref();
  }

  #save(): void {
    if (this.#journal.bytes === 0) return;
    const started = Date.now();
    const image = this.#cluster.image();
    writeState(this.#options.path, image);
    this.#stateBytes = statSync(this.#options.path).size;
    this.#journal.restart(image.header);
    this.#saveTook = Date.now() - started;
  }

  #tellFailure(error: unknown): void {
    this.#options.tellDefect?.(error instanceof Error ? error.message : String(error));
  }
}

/** A resident cluster as one client of it knows it: what has changed since that client last looked makes it look again. */
export function viewOf(resident: ResidentSession): { session: ClusterSession; changes: Changes } {
  let seen = -1;
  const looking =
    <T>(use: (cluster: Cluster) => T) =>
    (cluster: Cluster): T => {
      seen = resident.version;
      return use(cluster);
    };
  const outdated = (): boolean => seen !== resident.version;
  const session: ClusterSession = {
    read: (use) => resident.read(looking(use)),
    write: (use) => resident.write(looking(use)),
    replace: (make) => resident.replace(make),
    now: () => resident.now(),
    clockMode: (cluster) => resident.clockMode(cluster),
    ahead: () => resident.ahead(),
    wallTimeUntil: (time) => resident.wallTimeUntil(time),
    outdated,
    flush: () => resident.flush(),
    flushIfLong: () => resident.flushIfLong(),
  };
  return { session, changes: { next: (ms, signal) => nextChange(resident, outdated, ms, signal), close: () => undefined } };
}

function nextChange(resident: ResidentSession, outdated: () => boolean, ms: number | undefined, signal?: AbortSignal): Promise<void> {
  if ((ms !== undefined && ms <= 0) || signal?.aborted || outdated()) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      stop();
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const stop = resident.onChange(wake);
    const timer = ms === undefined ? undefined : setTimeout(wake, Math.min(ms, 2 ** 31 - 1));
    signal?.addEventListener('abort', wake);
  });
}

function refuseServed(path: string): void {
  const marker = servedBy(path);
  if (marker) throw new HostError(`the cluster is served already, by process ${marker.process.pid} at ${marker.url}`);
}

function renew(lock: string): void {
  const now = new Date();
  try {
    lutimesSync(lock, now, now);
  } catch {
    // Gone, or a system that cannot: others look at the process itself.
  }
}
