/** What is kept of a cluster between two processes. The host reads and writes it; the cluster knows nothing of files. */
export interface ClusterImage {
  header: ClusterHeader;
  /** By object key (`objectKey`), in key order when written. */
  objects: Map<string, Row>;
  /** Actors' notes by `actor key`. */
  memory: Map<string, Row>;
  timers: Timer[];
  /** Recent changes, oldest first, for watches of other processes: bounded. */
  log: Row[];
}

export interface ClusterHeader {
  name: string;
  /** The last resourceVersion given out. */
  revision: number;
  /** Simulated now, ms since the epoch. */
  clock: number;
  /** State of the random sequence. */
  random: number;
  seed: number;
  /** Sequence number of the last timer set. */
  timerSequence: number;
  settings: ClusterSettings;
}

export interface ClusterSettings {
  /** `wall`: simulated time follows the wall clock, `offset` ms ahead of it. `manual`: it moves by `sim advance` and by waiting. */
  clock: 'wall' | 'manual';
  offset: number;
  /**
   * How the nodes' kubelets behave. `real`: as kubelet.md tells. `quick`: like the simulated kubelets that the rollout sessions were recorded on:
   * processes end at TERM at once, every container that can be pulled runs, ImagePullBackOff shows after seconds.
   */
  kubelet: 'real' | 'quick';
  bare: boolean;
}

/** One line of the state file. Values are parsed when first touched; an untouched row keeps `raw`, which the host writes back as it was. */
export interface Row {
  readonly key: string;
  value(): unknown;
  /** The value, for whoever looks at it only once. */
  glance?(): unknown;
  /** The host's own form of the unchanged row. */
  readonly raw?: unknown;
}

export interface Timer {
  due: number;
  seq: number;
  actor: string;
  key: string;
}

/** The difference between two images of one cluster, as a journal keeps it. The log of changes is not in it. */
export interface ClusterChanges {
  header: ClusterHeader;
  /** Key and value, null for rows that are gone. */
  objects: [key: string, object: unknown][];
  memory: [key: string, value: unknown][];
  timers: Timer[];
  cleared: (readonly [actor: string, key: string])[];
}

/** `pods default/web`, `nodes /kubesim-worker`: resource, blank, namespace ('' for cluster-scoped), slash, name. Sorting keys groups by resource, then namespace, then name. */
export function objectKey(resource: string, namespace: string, name: string): string {
  return `${resource} ${namespace}/${name}`;
}
