/** What a kubelet remembers of its pods and containers besides their status: plain data, kept in the actor's memory by `namespace/name`. */
export interface PodRecord {
  uid: string;
  /** When the kubelet took the pod on (ms since the epoch, like all times here). */
  startTime: number;
  ip?: string;
  /** Volumes, network and sandbox: what has to be there before containers. */
  setup: { ready: boolean; due?: number; attempts: number };
  containers: Record<string, ContainerRecord>;
  /** Why the pod as a whole ended: deadline, eviction. */
  failure?: { reason: string; message: string };
  /** All containers are told to stop, and until when they may take. */
  stopping?: { deadline: number; for: 'deletion' | 'failure' };
  /** Everything has ended for good and the sandbox is gone. */
  ended?: boolean;
  /** Of a pod that was stopped to be deleted: when what is left on the node is cleaned up and the object goes. */
  removeAt?: number;
  /** Its status is not written before. */
  silentUntil?: number;
  generation?: number;
  /** Labels and annotations, while a container backs off. */
  seen?: string;
}

/**
 * idle: not its turn yet. pulling, waiting (with a reason, until `due`), creating: on the way. running. stopping: told to, until `due`.
 * exited: ended; restarted at `due` if there is one.
 */
export type ContainerPhase = 'idle' | 'pulling' | 'waiting' | 'creating' | 'running' | 'stopping' | 'exited';

export interface ContainerRecord {
  phase: ContainerPhase;
  due?: number;
  /** Shown as state.waiting; for exited containers while backing off. */
  waiting?: { reason: string; message?: string };
  /** When an exited container that backs off begins to say so. */
  showBackOffAt?: number;
  restarts: number;
  /** Crashes in a row, and pulls that failed in a row: what their back-offs follow from. */
  crashes: number;
  failedPulls: number;
  /** The back-off that runs, in seconds. */
  backOff?: number;
  /** Hosts that the process asks for until they are there. */
  waitsFor?: string[];
  pull?: { startedAt: number; took: number };
  /** The process that runs, or ran last, and the one before. */
  run?: Run;
  previous?: Run;
  /** The process that was started, while its postStart hook runs: until `due`, and then well or not. */
  hook?: { run: Run; ok: boolean };
  started?: boolean;
  ready?: boolean;
  probes?: Partial<Record<ProbeKind, ProbeRecord>>;
  /** Resources as they are in force. */
  resources?: unknown;
}

export interface Run {
  id: string;
  image: string;
  imageId: string;
  startedAt: number;
  /** When it ends by itself, known when it starts. */
  endsAt?: number;
  /** How it ends or has ended. */
  exit?: { code: number; reason: string; message?: string };
  finishedAt?: number;
  /** What was wrong with its postStart hook. */
  hookError?: string;
  /** When it was told to stop. */
  toldAt?: number;
  /** Told to stop, and why (for the restart that follows). */
  stoppedFor?: 'probe' | 'change' | 'pod' | 'hook';
}

export type ProbeKind = 'startup' | 'liveness' | 'readiness';

export interface ProbeRecord {
  /** When it is asked next; absent: nothing will change its answer. */
  due?: number;
  successes: number;
  failures: number;
  /** Failures that were told in events, to see when the source has said enough. */
  told: number;
}

export function newContainer(): ContainerRecord {
  return { phase: 'idle', restarts: 0, crashes: 0, failedPulls: 0 };
}

/** Kept from being created by what its pod refers to. */
export function isBlocked({ phase, waiting }: ContainerRecord): boolean {
  return phase === 'waiting' && waiting?.reason === 'CreateContainerConfigError';
}
