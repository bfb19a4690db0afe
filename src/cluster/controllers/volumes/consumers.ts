import type { PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import { claimNames } from '../../scheduler/pod-claims.ts';
import type { ActorContext, Requeue } from '../../sim/actor.ts';
import { isFinished } from '../pod-state.ts';

/** Records an event about a claim, once for each message. */
export type Tell = (
  claim: PersistentVolumeClaim,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  context: ActorContext,
) => void;

/** The controller looks at all claims this often (ms). */
const RESYNC = 15_000;

/**
 * Tells for whom a claim waits: for a first consumer, or for pods that use it to be placed. Pods that come after the claim are
 * noticed with the next regular look; returns when that is.
 */
export function announceWaiting(claim: PersistentVolumeClaim, tell: Tell, context: ActorContext): Requeue | void {
  const { api, memory, now } = context;
  const { uid = '', name = '', namespace, creationTimestamp = '' } = claim.metadata;
  const consumers = api.list('pods', namespace).filter((pod) => !isPlaced(pod) && claimNames(pod).includes(name));
  const told = memory.get(`told ${uid}`) !== undefined;
  const seen = told ? consumers : consumers.filter(({ metadata }) => (metadata.creationTimestamp ?? '') < creationTimestamp);
  if (seen.length === 0) {
    tell(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding', context);
  }
  const note = `look ${uid}`;
  const look = memory.get<number>(note) ?? (Math.floor(now() / RESYNC) + 1) * RESYNC;
  if (consumers.length === 0) return memory.delete(note);
  if (seen.length === 0 || (told && look > now())) {
    memory.set(note, look);
    return { at: look };
  }
  memory.delete(note);
  const pods = seen.map(({ metadata }) => metadata.name ?? '');
  tell(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${pods.length > 1 ? 'pods' : 'pod'} ${pods.join()} to be scheduled`, context);
}

function isPlaced(pod: Pod): boolean {
  return Boolean(pod.spec?.nodeName) || isFinished(pod);
}
