import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterImage } from '../cluster/store/image.ts';
import { HostError } from './host-error.ts';
import { removeJournal } from './journal.ts';
import { readState, stateStamp, writeState, type Stamp } from './state-file.ts';
import type { RowTexts } from './state-serialize.ts';

export interface ClusterFileOptions {
  /** The state file, links resolved; its folder must be there. */
  path: string;
  open(image: ClusterImage): Cluster;
  /** Makes the cluster when there is no file. */
  create(): Cluster;
  /** Told of every cluster that was opened or made. */
  opened(cluster: Cluster): void;
}

/** A cluster and the file it was loaded from. Knows what of it the file has; takes no locks. */
export class ClusterFile {
  readonly #options: ClusterFileOptions;
  #cluster: Cluster | undefined;
  #stamp: Stamp | undefined;
  readonly #texts: RowTexts = new WeakMap();
  /** A part of what was read stood in a journal, which saving makes useless. */
  #journaled = false;
  /** Simulated time in the file; undefined when the file has nothing of this cluster. */
  #savedClock: number | undefined;

  constructor(options: ClusterFileOptions) {
    this.#options = options;
  }

  /** As it is in memory, which may be ahead of the file or behind it. */
  get cluster(): Cluster | undefined {
    return this.#cluster;
  }

  /** Has another process saved since this one read? */
  outdated(): boolean {
    return stateStamp(this.#options.path) !== this.#stamp;
  }

  /** The cluster as the file has it now; undefined when there is no file. */
  refresh(): Cluster | undefined {
    if (this.#cluster && this.#stamp !== undefined && !this.outdated()) return this.#cluster;
    const loaded = readState(this.#options.path);
    this.forget();
    if (!loaded) return undefined;
    this.#stamp = loaded.stamp;
    this.#journaled = loaded.fromJournal;
    return this.#opened(loaded.image);
  }

  /** The cluster as the file has it now, or a new one. Only for the holder of the lock. */
  refreshOrCreate(): Cluster {
    const cluster = this.refresh();
    if (cluster) return cluster;
    if (this.#stamp !== undefined) throw new HostError(`the cluster file ${this.#options.path} has been removed`);
    return this.replace(this.#options.create());
  }

  replace(cluster: Cluster): Cluster {
    this.#cluster = cluster;
    this.#savedClock = undefined;
    this.#options.opened(cluster);
    return cluster;
  }

  /** Drops what is in memory. */
  forget(): void {
    this.#cluster = undefined;
  }

  /** Writes what the file does not have. Time that only passed counts if `time` says so. Only for the holder of the lock. */
  save(time: boolean): void {
    const cluster = this.#cluster;
    if (!cluster) return;
    if (this.#savedClock !== undefined && !cluster.dirty() && !(time && cluster.now() !== this.#savedClock)) return;
    this.#stamp = writeState(this.#options.path, cluster.image(), this.#texts);
    if (this.#journaled) removeJournal(this.#options.path);
    this.#journaled = false;
    this.#savedClock = cluster.now();
    cluster.noteSaved();
  }

  #opened(image: ClusterImage): Cluster {
    const cluster = this.#options.open(image);
    this.#cluster = cluster;
    this.#savedClock = image.header.clock;
    this.#options.opened(cluster);
    return cluster;
  }
}
