import type { Client } from '../../api/client.ts';
import { UserError } from '../../api/user-error.ts';
import type { Pod } from '../../api/types.ts';

const phases = ['Running', 'Unknown', 'Pending'];

/** The pod of a selection that is worth looking at most, and how many there are; waits up to `timeout` for the first one. */
export async function firstPod(
  client: Client,
  namespace: string,
  labelSelector: string,
  timeout: number,
): Promise<{ pod: Pod; count: number }> {
  const address = { group: '', version: 'v1', resource: 'pods', namespace, labelSelector };
  const { body } = await client.request({ verb: 'list', ...address });
  const pods = [...((body['items'] ?? []) as Pod[])].sort(byInterest);
  if (pods[0]) return { pod: pods[0], count: pods.length };
  for await (const { type, object } of client.watch(address, { deadline: client.clock.now() + timeout })) {
    if (type === 'ADDED' || type === 'MODIFIED') return { pod: object as unknown as Pod, count: 1 };
  }
  throw new UserError('timed out waiting for the condition');
}

/** Assigned before unassigned, running before pending, ready before not ready and for longer, often restarted before seldom, old before new. */
function byInterest(a: Pod, b: Pod): number {
  return (
    order(b.spec?.nodeName ? 1 : 0, a.spec?.nodeName ? 1 : 0) ||
    order(phaseRank(a), phaseRank(b)) ||
    order(readySince(a) === undefined ? 1 : 0, readySince(b) === undefined ? 1 : 0) ||
    order(readySince(a) ?? 0, readySince(b) ?? 0) ||
    order(restarts(b), restarts(a)) ||
    order(created(a), created(b))
  );
}

function order(a: number, b: number): number {
  return a - b;
}

function phaseRank({ status }: Pod): number {
  const rank = phases.indexOf(status?.phase ?? '');
  return rank < 0 ? 0 : rank;
}

function readySince({ status }: Pod): number | undefined {
  const ready = status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'True');
  return ready ? Date.parse(ready.lastTransitionTime ?? '') || 0 : undefined;
}

function restarts({ status }: Pod): number {
  return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function created({ metadata }: Pod): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}
