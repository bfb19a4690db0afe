import { deepEqual } from '../../../api/json.ts';
import { matchesSelector, selectorFromMap } from '../../../api/labels.ts';
import type { PodTemplateSpec, ReplicationController } from '../../../api/types.ts';
import type { Actor } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, itselfUnlessStatus, keyOf, splitKey } from '../keys.ts';
import { mattersToOwner } from '../pod-state.ts';
import { wakeAt, withBackOff } from '../retries.ts';
import { reconcileReplicas } from './replicas.ts';

/** Keeps the number of pods of ReplicationControllers. */
export const replicationController: Actor = {
  name: 'replicationcontroller',
  watches: {
    replicationcontrollers: itselfUnlessStatus,
    pods: (change, { api }) => {
      if (!mattersToOwner(change)) return [];
      const keys = controllerKeys('ReplicationController', change);
      if (!isNewOrphan(change)) return keys;
      const { labels, namespace } = change.object.metadata;
      const adopters = api
        .list('replicationcontrollers', namespace)
        .filter(({ spec }) => matchesSelector(selectorFromMap(spec?.selector ?? {}), labels));
      return [...keys, ...adopters.map(keyOf)];
    },
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const controller = context.api.get('replicationcontrollers', namespace, name);
    if (!controller) return;
    const { status, next, error } = reconcileReplicas(context, {
      owner: controller,
      selector: selectorFromMap(controller.spec?.selector ?? {}),
      template: controller.spec?.template as PodTemplateSpec,
      replicas: controller.spec?.replicas ?? 1,
      minReadySeconds: controller.spec?.minReadySeconds ?? 0,
      component: 'replication-controller',
      related: (pods) => pods,
    });
    if (!deepEqual(status, controller.status)) {
      context.api.updateStatus('replicationcontrollers', { ...controller, status: status as unknown as ReplicationController['status'] });
    }
    if (error) throw error;
    return wakeAt(next);
  }),
};
