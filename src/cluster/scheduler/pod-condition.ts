import type { Pod, PodCondition } from '../../api/types.ts';
import { inPlace } from '../controllers/conditions.ts';
import type { ActorContext } from '../sim/actor.ts';

/** What the pod says already about why it is not scheduled. */
export function conditionMessage(pod: Pod): string | undefined {
  return pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
}

/** PodScheduled=False, and the node on which room is being made, if it is. */
export function setUnschedulable(pod: Pod, message: string, nominated: string | undefined, { api, timestamp }: ActorContext): void {
  const { namespace = '', name = '' } = pod.metadata;
  api.modify(
    'pods',
    namespace,
    name,
    (draft) => {
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
        lastProbeTime: null,
        lastTransitionTime: timestamp(),
        observedGeneration: draft.metadata.generation,
      };
      const status = (draft.status ??= {});
      status.conditions = inPlace(status.conditions as never, condition) as unknown as PodCondition[];
      if (nominated) status.nominatedNodeName = nominated;
    },
    'status',
  );
}

/** Tells for which node the pod's volumes are being made ready, before it is bound to it. */
export function nominate(pod: Pod, node: string, { api }: ActorContext): void {
  if (pod.status?.nominatedNodeName === node) return;
  const { namespace = '', name = '' } = pod.metadata;
  api.modify('pods', namespace, name, (draft) => void ((draft.status ??= {}).nominatedNodeName = node), 'status');
}
