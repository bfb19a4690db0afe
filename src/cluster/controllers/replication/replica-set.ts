import { deepEqual } from '../../../api/json.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import { controllerOf } from '../../../api/object.ts';
import type { PodTemplateSpec, ReplicaSet } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, itselfUnlessStatus, keyOf, splitKey } from '../keys.ts';
import { isActive, mattersToOwner } from '../pod-state.ts';
import { wakeAt, withBackOff } from '../retries.ts';
import { reconcileReplicas } from './replicas.ts';

/** Keeps the number of pods of ReplicaSets. */
export const replicaSetController: Actor = {
  name: 'replicaset',
  watches: {
    'replicasets.apps': itselfUnlessStatus,
    pods: (change, context) => (mattersToOwner(change) ? [...controllerKeys('ReplicaSet', change), ...adopters(change, context)] : []),
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const replicaSet = context.api.get('replicasets.apps', namespace, name);
    if (!replicaSet) return;
    const { status, terminating, next, error } = reconcileReplicas(context, {
      owner: replicaSet,
      selector: selectorFromLabelSelector(replicaSet.spec?.selector),
      template: replicaSet.spec?.template as PodTemplateSpec,
      replicas: replicaSet.spec?.replicas ?? 1,
      minReadySeconds: replicaSet.spec?.minReadySeconds ?? 0,
      component: 'replicaset-controller',
      related: (pods) => {
        const siblings = siblingsOf(replicaSet, context);
        return siblings.length === 0
          ? pods
          : [...pods, ...siblings.flatMap(({ metadata }) => context.api.owned('pods', metadata.uid ?? '').filter(isActive))];
      },
    });
    writeStatus(context, replicaSet, { ...status, terminatingReplicas: terminating } as ReplicaSet['status']);
    if (error) throw error;
    return wakeAt(next);
  }),
};

function writeStatus({ api }: ActorContext, replicaSet: ReplicaSet, status: ReplicaSet['status']): void {
  if (!deepEqual(status, replicaSet.status)) api.updateStatus('replicasets.apps', { ...replicaSet, status });
}

function siblingsOf(replicaSet: ReplicaSet, { api }: ActorContext): ReplicaSet[] {
  const controller = controllerOf(replicaSet);
  if (!controller) return [];
  return api.owned('replicasets.apps', controller.uid).filter(({ metadata }) => metadata.uid !== replicaSet.metadata.uid);
}

function adopters(change: Change, { api }: ActorContext): string[] {
  if (!isNewOrphan(change)) return [];
  const { labels, namespace } = change.object.metadata;
  return api
    .list('replicasets.apps', namespace)
    .filter(({ spec }) => matchesSelector(selectorFromLabelSelector(spec?.selector), labels))
    .map(keyOf);
}
