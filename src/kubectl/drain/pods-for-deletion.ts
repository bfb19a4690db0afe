import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Client } from '../../api/client.ts';
import { hasReason } from '../../api/status.ts';
import { requestPages } from '../resources/pages.ts';

export interface DrainFilters {
  force: boolean;
  ignoreDaemonSets: boolean;
  deleteEmptyDirData: boolean;
  podSelector: string;
  /** Seconds; 0 is off: pods that have been going away for longer are left alone. */
  skipWaitForDeleteTimeout: number;
}

/** What becomes of one pod: deleted or left alone, with a warning, or the reason why the drain may not go on. */
type Verdict = { delete: boolean; warning?: string } | { refusal: string };

export interface PodsForDeletion {
  pods: readonly KubeObject[];
  /** `ignoring DaemonSet-managed Pods: default/a; …`, or ''. */
  warnings: string;
  /** Reasons not to go on, each with its pods. */
  refusals: readonly string[];
}

const MIRROR = 'kubernetes.io/config.mirror';
const KEEP: Verdict = { delete: false };
const DELETE: Verdict = { delete: true };

/** The pods of a node, sorted into those a drain deletes, those it leaves, and those that forbid it. */
export async function podsForDeletion(client: Client, nodeName: string, filters: DrainFilters, pageSize: number): Promise<PodsForDeletion> {
  const list = await requestPages(client, {
    group: '',
    version: 'v1',
    resource: 'pods',
    verb: 'list',
    fieldSelector: `spec.nodeName=${nodeName}`,
    ...(filters.podSelector === '' ? {} : { labelSelector: filters.podSelector }),
    limit: pageSize,
  });
  const pods: KubeObject[] = [];
  const warnings = new Map<string, string[]>();
  const refusals = new Map<string, string[]>();
  for (const pod of (list['items'] ?? []) as KubeObject[]) {
    const verdict = await judge(client, pod, filters);
    const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
    if ('refusal' in verdict) {
      note(refusals, verdict.refusal, name);
      continue;
    }
    if (verdict.warning) note(warnings, verdict.warning, name);
    if (verdict.delete) pods.push(pod);
  }
  const lines = (notes: Map<string, string[]>): string[] => [...notes].map(([text, names]) => `${text}: ${names.join(', ')}`);
  return { pods, warnings: lines(warnings).join('; '), refusals: lines(refusals) };
}

function note(notes: Map<string, string[]>, text: string, name: string): void {
  notes.set(text, [...(notes.get(text) ?? []), name]);
}

/** The filters in kubectl's order: one that keeps or refuses a pod ends it, otherwise the last one's word counts. */
async function judge(client: Client, pod: KubeObject, filters: DrainFilters): Promise<Verdict> {
  let verdict: Verdict = DELETE;
  for (const filter of [goingAway, daemonSetPod, mirrorPod, localStorage, unreplicated]) {
    verdict = await filter(pod, filters, client);
    if ('refusal' in verdict || !verdict.delete) return verdict;
  }
  return verdict;
}

function goingAway(pod: KubeObject, { skipWaitForDeleteTimeout }: DrainFilters, client: Client): Verdict {
  const { deletionTimestamp } = pod.metadata;
  if (skipWaitForDeleteTimeout <= 0 || deletionTimestamp === undefined) return DELETE;
  return client.clock.now() - Date.parse(deletionTimestamp) > skipWaitForDeleteTimeout * 1000 ? KEEP : DELETE;
}

async function daemonSetPod(pod: KubeObject, filters: DrainFilters, client: Client): Promise<Verdict> {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'DaemonSet' || finished(pod)) return DELETE;
  try {
    const namespace = pod.metadata.namespace ?? '';
    await client.request({ group: 'apps', version: 'v1', resource: 'daemonsets', verb: 'get', namespace, name: owner.name });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
    if (filters.force) return { delete: true, warning: error.message };
    return { refusal: error.message };
  }
  if (!filters.ignoreDaemonSets) return { refusal: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  return { delete: false, warning: 'ignoring DaemonSet-managed Pods' };
}

function mirrorPod(pod: KubeObject): Verdict {
  return pod.metadata.annotations?.[MIRROR] === undefined ? DELETE : KEEP;
}

function localStorage(pod: KubeObject, filters: DrainFilters): Verdict {
  const volumes = (pod['spec']?.volumes ?? []) as { emptyDir?: object }[];
  if (!volumes.some((volume) => volume.emptyDir !== undefined) || finished(pod)) return DELETE;
  if (!filters.deleteEmptyDirData) return { refusal: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' };
  return { delete: true, warning: 'deleting Pods with local storage' };
}

function unreplicated(pod: KubeObject, filters: DrainFilters): Verdict {
  if (finished(pod) || controllerOf(pod)) return DELETE;
  if (filters.force) return { delete: true, warning: 'deleting Pods that declare no controller' };
  return { refusal: 'cannot delete Pods that declare no controller (use --force to override)' };
}

function finished(pod: KubeObject): boolean {
  return pod['status']?.phase === 'Succeeded' || pod['status']?.phase === 'Failed';
}
