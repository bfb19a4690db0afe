import { parseTime } from '../../../api/time.ts';
import type { Pod } from '../../../api/types.ts';
import { isReady, readySince } from '../pod-state.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * The `count` pods a controller takes away first: not scheduled, not running, not ready, of lower deletion cost, doubled up on a
 * node with `related` pods, ready for a shorter time, restarted more often, younger. Times are compared by order of magnitude,
 * so that not always the youngest go.
 */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, now: number): Pod[] {
  if (count >= pods.length) return [...pods];
  const perNode = new Map<string, number>();
  for (const { spec } of related) if (spec?.nodeName) perNode.set(spec.nodeName, (perNode.get(spec.nodeName) ?? 0) + 1);
  const ranked = pods.map((pod) => rankOf(pod, perNode, now));
  ranked.sort(compareRanks);
  return ranked.slice(0, count).map(({ pod }) => pod);
}

interface Rank {
  pod: Pod;
  /** Compared one after the other; the lower goes first. */
  keys: readonly number[];
}

function rankOf(pod: Pod, perNode: ReadonlyMap<string, number>, now: number): Rank {
  const { spec, status, metadata } = pod;
  const since = isReady(pod) ? readySince(pod) : undefined;
  const created = parseTime(String(metadata.creationTimestamp ?? ''));
  return {
    pod,
    keys: [
      spec?.nodeName ? 1 : 0,
      PHASES.indexOf(status?.phase ?? 'Pending'),
      since === undefined ? 0 : 1,
      deletionCost(pod),
      -(perNode.get(spec?.nodeName ?? '') ?? 0),
      since === undefined ? 0 : magnitude(now - since),
      -restarts(pod, false),
      -restarts(pod, true),
      created === undefined ? 0 : magnitude(now - created),
    ],
  };
}

function compareRanks(a: Rank, b: Rank): number {
  for (let i = 0; i < a.keys.length; i += 1) {
    const difference = (a.keys[i] as number) - (b.keys[i] as number);
    if (difference !== 0) return difference;
  }
  // Anything that is stable but has nothing to do with age.
  return (a.pod.metadata.uid ?? '') < (b.pod.metadata.uid ?? '') ? -1 : 1;
}

/** The age's binary order of magnitude, in nanoseconds as Go counts them. */
function magnitude(age: number): number {
  return age <= 0 ? -1 : Math.floor(Math.log2(age * 1e6));
}

function deletionCost({ metadata }: Pod): number {
  const text = metadata.annotations?.[DELETION_COST];
  return text !== undefined && /^(0|[+-]?[1-9][0-9]*)$/.test(text) ? Number(text) : 0;
}

/** The most restarts of any regular (or sidecar) container. */
function restarts({ spec, status }: Pod, sidecars: boolean): number {
  if (!sidecars) return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
  const names = new Set((spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  return Math.max(
    0,
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => names.has(name)).map(({ restartCount }) => restartCount),
  );
}
