import type { Misfit } from './place-pod.ts';

/** Counts equal reasons: `1 node(s) had untolerated taint(s), 2 Insufficient cpu`, sorted as text. */
export function countReasons(reasons: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

/** What the pod's condition and event say. `preemption` is what preempting came to; undefined when it made room. */
export function misfitMessage({ refusal, rejections }: Misfit, nodes: number, preemption: string | undefined): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const none = `0/${nodes} nodes are available`;
  // Refused before any node was looked at, the pod has no state for the plugins that would make room to look at.
  if (refusal !== undefined) return `${none}: ${refusal}. not found`;
  const reasons = countReasons([...rejections.values()].flatMap((rejection) => rejection.reasons));
  return `${none}: ${reasons}.${preemption === undefined ? '' : ` no new claims to deallocate, preemption: ${preemption}`}`;
}
