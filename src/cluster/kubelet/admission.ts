import type { Node, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { isFinished } from '../controllers/pod-state.ts';
import { matchesNodeSelector } from '../scheduler/node-selector.ts';
import { allocatableOf } from '../scheduler/node-summary.ts';
import { podRequests } from '../scheduler/pod-requests.ts';
import { isMirror } from './mirror-pods.ts';

/** What a node does not take, though somebody has put it there past the scheduler; in the kubelet's words. */
export function rejection(pod: Pod, node: Node, api: ClusterApi): { reason: string; message: string } | undefined {
  if (isMirror(pod)) return undefined;
  return misplaced(pod, node) ?? overcommitted(pod, node, api);
}

function misplaced({ spec }: Pod, node: Node): { reason: string; message: string } | undefined {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(spec?.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value);
  if (selected && (!required || matchesNodeSelector(required, node))) return undefined;
  const message = "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
  return { reason: 'NodeAffinity', message };
}

function overcommitted(pod: Pod, node: Node, api: ClusterApi): { reason: string; message: string } | undefined {
  const others = api.podsOnNode(node.metadata.name ?? '').filter((other) => other.metadata.uid !== pod.metadata.uid && !isFinished(other));
  const allocatable = allocatableOf(node);
  const lacking = (resource: string, requested: number, used: number): { reason: string; message: string } | undefined => {
    const capacity = allocatable.get(resource) ?? 0;
    if (requested <= capacity - used) return undefined;
    const message = `Pod was rejected: Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
    return { reason: `OutOf${resource}`, message };
  };
  const crowded = lacking('pods', 1, others.length);
  if (crowded) return crowded;
  for (const [resource, amount] of podRequests(pod.spec!).amounts) {
    if (amount === 0) continue;
    const used = others.reduce((sum, other) => sum + (podRequests(other.spec!).amounts.get(resource) ?? 0), 0);
    const lack = lacking(resource, amount, used);
    if (lack) return lack;
  }
  return undefined;
}
