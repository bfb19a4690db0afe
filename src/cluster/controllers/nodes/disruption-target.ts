import type { Pod } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { inPlace, type Condition } from '../conditions.ts';

/** Tells in the pod's status why it is about to be deleted. */
export function markDisrupted(pod: Pod, reason: string, message: string, { api, timestamp }: ActorContext, phase?: string): Pod {
  const condition: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason,
    message,
    lastProbeTime: null,
    lastTransitionTime: timestamp(),
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
  };
  const conditions = inPlace(pod.status?.conditions as unknown as Condition[] | undefined, condition);
  return api.updateStatus('pods', { ...pod, status: { ...pod.status, conditions, ...(phase ? { phase } : {}) } } as unknown as Pod);
}
