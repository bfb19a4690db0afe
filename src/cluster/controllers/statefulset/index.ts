import { deepEqual } from '../../../api/json.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import { StatusError } from '../../../api/status.ts';
import type { Pod, StatefulSet } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, itselfUnlessStatus, keyOf, splitKey } from '../keys.ts';
import { claim } from '../ownership.ts';
import { nextAvailability, mattersToOwner } from '../pod-state.ts';
import { wakeAt, withBackOff } from '../retries.ts';
import { cleanUpRevisions, syncRevisions } from './history.ts';
import { ordinalOf } from './identity.ts';
import { step, viewOf } from './steps.ts';
import { statusOf } from './status.ts';

/** Keeps the numbered pods of StatefulSets, one after the other or all at once. */
export const statefulSetController: Actor = {
  name: 'statefulset',
  watches: {
    'statefulsets.apps': itselfUnlessStatus,
    pods: wakeByPod,
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const set = context.api.get('statefulsets.apps', namespace, name);
    if (!set) return;
    const selector = selectorFromLabelSelector(set.spec?.selector);
    const belongs = (pod: Pod): boolean => ordinalOf(set, pod) !== undefined;
    const pods = claim(context.api, 'pods', set, selector, belongs).filter(belongs);
    const revisions = syncRevisions(set, context);
    const view = viewOf(set, revisions, pods, context);
    let error: StatusError | undefined;
    try {
      if (!set.metadata.deletionTimestamp) step(view);
    } catch (caught) {
      if (!(caught instanceof StatusError)) throw caught;
      error = caught;
    }
    const status = statusOf(view);
    if (!deepEqual(status, set.status)) context.api.updateStatus('statefulsets.apps', { ...set, status } as StatefulSet);
    cleanUpRevisions(set, status, revisions, pods, context.api);
    if (error) throw error;
    return wakeAt(nextAvailability(pods, set.spec?.minReadySeconds ?? 0, context.now()));
  }),
};

function wakeByPod(change: Change, { api }: ActorContext): string[] {
  if (!mattersToOwner(change)) return [];
  const keys = controllerKeys('StatefulSet', change);
  if (!isNewOrphan(change)) return keys;
  const { labels, namespace } = change.object.metadata;
  const adopters = api
    .list('statefulsets.apps', namespace)
    .filter(({ spec }) => matchesSelector(selectorFromLabelSelector(spec?.selector), labels));
  return [...keys, ...adopters.map(keyOf)];
}
