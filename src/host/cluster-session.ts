import type { Cluster } from '../cluster/cluster.ts';

/** Access to a cluster that is loaded when it is needed, with simulated time brought up to now before every use. */
export interface ClusterSession {
  /** `use` must be repeatable: it runs again, under the lock, if it turns out to change anything. */
  read<T>(use: (cluster: Cluster) => T): Promise<T>;
  write<T>(use: (cluster: Cluster) => T): Promise<T>;
  /** Puts another cluster in the place of the one there is. */
  replace(make: (old: Cluster) => Cluster): Promise<void>;
  /** Simulated time. */
  now(): number;
  clockMode(cluster: Cluster): 'wall' | 'manual';
  /** How many ms simulated time is ahead of the wall clock that drives it. */
  ahead(): number;
  /** How many ms of wall time are left until simulated time gets there. */
  wallTimeUntil(time: number): number;
  /** May the cluster have changed since it was last used here? */
  outdated(): boolean;
  /** Lets others see what is new. */
  flush(): Promise<void>;
  /** `flush`, but only after others have had to wait for long. */
  flushIfLong(): Promise<void>;
}
