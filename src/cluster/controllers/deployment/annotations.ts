import type { Deployment, ReplicaSet } from '../../../api/types.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** Annotations of a Deployment that its replica sets do not get. */
const NOT_COPIED: readonly string[] = [LAST_APPLIED, REVISION, HISTORY, DESIRED, MAXIMUM, ROLLBACK_TO];
/** Past revisions of a replica set are kept up to this many characters. */
const HISTORY_LENGTH = 2000;

type Annotations = Readonly<Record<string, string>>;

/** The revision of a Deployment or replica set; 0 when it has none. */
export function revisionOf(object: ReplicaSet | Deployment): number {
  const revision = Number(object.metadata.annotations?.[REVISION] ?? 0);
  return Number.isInteger(revision) ? revision : 0;
}

/** How large the Deployment was when the replica set was last scaled for it. */
export function desiredReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return count(replicaSet.metadata.annotations?.[DESIRED]);
}

export function maxReplicasOf(replicaSet: ReplicaSet): number | undefined {
  return count(replicaSet.metadata.annotations?.[MAXIMUM]);
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : undefined;
}

export function withSizes(annotations: Annotations | undefined, desired: number, maximum: number): Annotations {
  return { ...annotations, [DESIRED]: String(desired), [MAXIMUM]: String(maximum) };
}

/**
 * The annotations of the replica set of the present template: the Deployment's own (what is gone from it stays), and the revision.
 * A replica set that gets a newer revision than it had was rolled back to; its former revisions are remembered.
 */
export function currentAnnotations(annotations: Annotations | undefined, deployment: Deployment, revision: number): Annotations {
  const next: Record<string, string> = { ...annotations };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!NOT_COPIED.includes(name)) next[name] = value;
  const former = annotations?.[REVISION];
  if (former !== undefined && !/^[0-9]+$/.test(former)) return next;
  if (Number(former ?? 0) >= revision) return next;
  next[REVISION] = String(revision);
  if (former !== undefined) next[HISTORY] = extendHistory(annotations?.[HISTORY] ?? '', former);
  return next;
}

function extendHistory(history: string, revision: string): string {
  if (history === '') return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  while (revisions.length > 0 && length > HISTORY_LENGTH) length -= (revisions.shift() ?? '').length + 1;
  return [...revisions, revision].join(',');
}
