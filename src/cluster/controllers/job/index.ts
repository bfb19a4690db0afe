import { controllerOf, type KubeObject } from '../../../api/object.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import type { Pod } from '../../../api/types.ts';
import type { Actor, ActorContext, Change, Requeue } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, keyOf, splitKey } from '../keys.ts';
import { withBackOff } from '../retries.ts';
import { isTracked, untrack } from './pods.ts';
import { syncJob } from './sync.ts';

/** What pods do is looked at together, after this long (ms). */
const BATCH = 1000;
const LATER = 'later ';
const ORPHAN = 'orphan ';

/**
 * Runs Jobs. Besides a Job's own key there are `later KEY`, which looks at the Job after the batching delay, and `orphan KEY` for a
 * pod that no Job will count.
 */
export const jobController: Actor = {
  name: 'job',
  watches: { 'jobs.batch': wakeByJob, pods: wakeByPod },
  reconcile: withBackOff((key, context) => {
    if (key.startsWith(LATER)) return delay(key, context);
    if (key.startsWith(ORPHAN)) return releaseOrphan(key.slice(ORPHAN.length), context);
    const { namespace, name } = splitKey(key);
    const job = context.api.get('jobs.batch', namespace, name);
    // Another controller than ours may run it.
    if (job && (job.spec?.managedBy ?? 'kubernetes.io/job-controller') === 'kubernetes.io/job-controller')
      return syncJob(key, job, context);
    context.memory.delete(key);
  }),
};

function* wakeByJob({ type, object, previous }: Change, { api }: ActorContext): Iterable<string> {
  const key = keyOf(object);
  if (type === 'DELETED') {
    yield key;
    for (const pod of api.owned('pods', object.metadata.uid ?? '')) if (isTracked(pod)) yield ORPHAN + keyOf(pod);
    return;
  }
  const specChanged = !previous || previous.metadata.generation !== object.metadata.generation;
  yield specChanged ? key : LATER + key;
}

function* wakeByPod(change: Change, { api }: ActorContext): Iterable<string> {
  for (const key of controllerKeys('Job', change)) yield LATER + key;
  const pod = change.object as unknown as Pod;
  if (change.type === 'DELETED') return;
  if (isTracked(pod) && !ownerExists(pod, api)) yield ORPHAN + keyOf(change.object);
  if (!isNewOrphan(change)) return;
  for (const job of api.list('jobs.batch', pod.metadata.namespace)) {
    if (matchesSelector(selectorFromLabelSelector(job.spec?.selector), pod.metadata.labels)) yield LATER + keyOf(job);
  }
}

function ownerExists(pod: KubeObject, api: ActorContext['api']): boolean {
  const owner = controllerOf(pod);
  return owner?.kind === 'Job' && api.get('jobs.batch', pod.metadata.namespace ?? '', owner.name)?.metadata.uid === owner.uid;
}

function delay(key: string, context: ActorContext): Requeue | void {
  const due = context.memory.get<number>(key) ?? context.now() + BATCH;
  if (due > context.now()) {
    context.memory.set(key, due);
    return { at: due };
  }
  context.memory.delete(key);
  context.enqueue(key.slice(LATER.length));
}

function releaseOrphan(key: string, context: ActorContext): void {
  const { namespace, name } = splitKey(key);
  const pod = context.api.get('pods', namespace, name);
  if (pod && isTracked(pod) && !ownerExists(pod, context.api)) untrack(pod, context);
}
