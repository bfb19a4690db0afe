import { hasReason } from '../../../api/status.ts';
import type { Actor } from '../../sim/actor.ts';
import { isFinished } from '../pod-state.ts';
import { markDisrupted } from './disruption-target.ts';

/** A node that is gone may come back for this long (ms) before its pods are given up. */
const QUARANTINE = 40_000;

/** Removes the pods of nodes that no longer exist. Its keys are names of nodes. */
export const podGarbageCollector: Actor = {
  name: 'pod-garbage-collector',
  watches: {
    nodes: ({ type, object }) => (type === 'MODIFIED' ? [] : [object.metadata.name ?? '']),
    pods: ({ type, object }, { api }) => {
      const nodeName = object['spec']?.nodeName as string | undefined;
      return type === 'ADDED' && nodeName && !api.get('nodes', '', nodeName) ? [nodeName] : [];
    },
  },
  reconcile(nodeName, context) {
    const { api, memory, now } = context;
    const pods = api.get('nodes', '', nodeName) ? [] : api.podsOnNode(nodeName);
    if (pods.length === 0) {
      if (memory.get(nodeName) !== undefined) memory.delete(nodeName);
      return;
    }
    const due = memory.get<number>(nodeName) ?? now() + QUARANTINE;
    if (due > now()) {
      memory.set(nodeName, due);
      return { at: due };
    }
    memory.delete(nodeName);
    for (const pod of pods) {
      const { namespace = '', name = '' } = pod.metadata;
      if (!isFinished(pod)) markDisrupted(pod, 'DeletionByPodGC', 'PodGC: node no longer exists', context, 'Failed');
      try {
        api.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
      } catch (error) {
        if (!hasReason(error, 'NotFound')) throw error;
      }
    }
  },
};
