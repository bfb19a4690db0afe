import { controllerOf, type KubeObject } from '../../../api/object.ts';
import type { Pod } from '../../../api/types.ts';
import { related, type DescribeContext } from '../define.ts';
import type { Description } from '../description.ts';

/** How the pods that the object controls are doing, `2 Running / 1 Waiting / 0 Succeeded / 0 Failed`. */
export async function podCountsLine(to: Description, owner: KubeObject, labelSelector: string, context: DescribeContext): Promise<void> {
  const { namespace = '', uid } = owner.metadata;
  const pods = await related<Pod>(context, { group: '', version: 'v1', resource: 'pods', namespace, labelSelector });
  if (!pods) {
    to.line(0, 'Pods Status:', 'error in fetching pods');
    return;
  }
  const own = pods.filter((pod) => controllerOf(pod)?.uid === uid);
  const inPhase = (phase: string): number => own.filter((pod) => pod.status?.phase === phase).length;
  const counts = `${inPhase('Running')} Running / ${inPhase('Pending')} Waiting / ${inPhase('Succeeded')} Succeeded / ${inPhase('Failed')} Failed`;
  to.line(0, 'Pods Status:', counts);
}
