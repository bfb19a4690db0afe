import { hasReason } from '../../../api/status.ts';
import type { Node, Pod, Taint } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { keyOf, splitKey } from '../keys.ts';
import { markDisrupted } from './disruption-target.ts';
import { evictingTaintsOf, stayUnder } from './taints.ts';

const COMPONENT = 'taint-eviction-controller';

/** An eviction that is under way: when it began to count, and when the pod has to go. */
interface Note {
  since: number;
  due: number;
}

/** Deletes the pods of a node that do not tolerate its NoExecute taints, at once or when their tolerationSeconds are over. */
export const taintEvictionController: Actor = {
  name: 'taint-eviction',
  watches: {
    nodes: (change, { api }) => (taintsChanged(change) ? api.podsOnNode(change.object.metadata.name ?? '').map(keyOf) : []),
    pods: ({ object, previous, type }, context) => {
      const bound = object as unknown as Pod;
      const before = previous as unknown as Pod | undefined;
      if (!bound.spec?.nodeName) return [];
      const news =
        type === 'DELETED' || bound.spec.nodeName !== before?.spec?.nodeName || bound.spec.tolerations !== before?.spec?.tolerations;
      const concerned = evictingTaints(context, bound.spec.nodeName).length > 0 || context.memory.get(keyOf(object)) !== undefined;
      return news && concerned ? [keyOf(object)] : [];
    },
  },
  reconcile(key, context) {
    const { api, memory, now } = context;
    const { namespace, name } = splitKey(key);
    const pod = api.get('pods', namespace, name);
    const note = memory.get<Note>(key);
    if (!pod?.spec?.nodeName || pod.metadata.deletionTimestamp) {
      if (note) memory.delete(key);
      return;
    }
    const taints = evictingTaints(context, pod.spec.nodeName);
    const stay = taints.length === 0 ? Infinity : stayUnder(taints, pod.spec.tolerations);
    if (stay === Infinity) {
      if (note) cancel(key, pod, context);
      return;
    }
    const since = note?.since ?? now();
    // Once it counts, the end may come nearer but does not move away.
    const due = note && since + stay >= note.due ? note.due : since + stay;
    if (due <= now()) {
      memory.delete(key);
      evict(key, pod, context);
      return;
    }
    memory.set(key, { since, due });
    return { at: due };
  },
};

function evictingTaints({ api }: ActorContext, nodeName: string): Taint[] {
  const node = api.get('nodes', '', nodeName);
  return node ? evictingTaintsOf(node) : [];
}

function taintsChanged({ object, previous }: Change): boolean {
  const evicting = (node: Node): string =>
    evictingTaintsOf(node)
      .map(({ key, value }) => `${key}=${value ?? ''}`)
      .join();
  return evicting(object as unknown as Node) !== (previous ? evicting(previous as unknown as Node) : '');
}

function evict(key: string, pod: Pod, context: ActorContext): void {
  tell(pod, `Marking for deletion Pod ${key}`, context);
  try {
    markDisrupted(pod, 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint', context);
    context.api.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name ?? '');
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}

function cancel(key: string, pod: Pod, context: ActorContext): void {
  context.memory.delete(key);
  tell(pod, `Cancelling deletion of Pod ${key}`, context);
}

function tell(pod: Pod, message: string, { events }: ActorContext): void {
  events.record(pod, { type: 'Normal', reason: 'TaintManagerEviction', message, component: COMPONENT });
}
