import { controllerOf } from '../../../api/object.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import type { Deployment } from '../../../api/types.ts';
import type { Actor, ActorContext, Change } from '../../sim/actor.ts';
import { controllerKeys, isNewOrphan, itself, keyOf, splitKey } from '../keys.ts';
import { claim } from '../ownership.ts';
import { wakeAt, withBackOff } from '../retries.ts';
import { sortOut, syncRevision } from './replica-sets.ts';
import { COMPONENT, strategyOf, type Rollout } from './rollout.ts';
import { scale, wasResized } from './scaling.ts';
import { syncPausedCondition, syncRolloutStatus, syncStatus } from './status.ts';
import { cleanUp, recreateStep, rollingStep } from './steps.ts';

/**
 * After resizing several replica sets at once the real controller takes its next step a little later: it has to see its own writes
 * first. Pods that come up in the meantime (ms) are not taken for ones that are stuck.
 */
const PAUSE = 500;

/** Rolls the pod template of Deployments out through replica sets. */
export const deploymentController: Actor = {
  name: 'deployment',
  watches: {
    'deployments.apps': itself,
    'replicasets.apps': (change, context) => [...controllerKeys('Deployment', change), ...adopters(change, context)],
    // Recreate waits for the last of the old pods.
    pods: (change, context) => (change.type === 'DELETED' ? recreatersOf(change, context) : []),
  },
  reconcile: withBackOff((key, context) => {
    const { namespace, name } = splitKey(key);
    const deployment = context.api.get('deployments.apps', namespace, name);
    if (!deployment) return context.memory.delete(key);
    const selector = selectorFromLabelSelector(deployment.spec?.selector);
    if (selector.length === 0) return refuseToSelectAll(deployment, context);
    const rollout: Rollout = { context, deployment, current: undefined, old: [] };
    Object.assign(rollout, sortOut(deployment, claim(context.api, 'replicasets.apps', deployment, selector)));
    if (deployment.metadata.deletionTimestamp) {
      syncRevision(rollout);
      syncStatus(rollout);
      return;
    }
    syncPausedCondition(rollout);
    syncRevision(rollout);
    const paused = deployment.spec?.paused === true;
    if (paused || wasResized(rollout)) {
      if (scale(rollout) && !paused) context.memory.set(key, context.now() + PAUSE);
      if (paused) cleanUp(rollout);
      syncStatus(rollout);
      return wakeAt(context.memory.get<number>(key));
    }
    const rest = context.memory.get<number>(key);
    if (rest !== undefined && rest > context.now()) {
      syncRolloutStatus(rollout);
      return { at: rest };
    }
    if (rest !== undefined) context.memory.delete(key);
    return strategyOf(deployment).type === 'Recreate' ? recreateStep(rollout) : rollingStep(rollout);
  }),
};

function refuseToSelectAll(deployment: Deployment, context: ActorContext): void {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  context.events.record(deployment, { type: 'Warning', reason: 'SelectingAll', message, component: COMPONENT });
  if ((deployment.status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)) return;
  const status = { ...deployment.status, observedGeneration: deployment.metadata.generation };
  context.api.updateStatus('deployments.apps', { ...deployment, status } as Deployment);
}

function adopters(change: Change, { api }: ActorContext): string[] {
  if (!isNewOrphan(change)) return [];
  const { labels, namespace } = change.object.metadata;
  return api
    .list('deployments.apps', namespace)
    .filter(({ spec }) => matchesSelector(selectorFromLabelSelector(spec?.selector), labels))
    .map(keyOf);
}

function recreatersOf({ object }: Change, { api }: ActorContext): string[] {
  const owner = controllerOf(object);
  if (owner?.kind !== 'ReplicaSet') return [];
  const replicaSet = api.get('replicasets.apps', object.metadata.namespace ?? '', owner.name);
  const deploymentRef = replicaSet && controllerOf(replicaSet);
  if (deploymentRef?.kind !== 'Deployment') return [];
  const deployment = api.get('deployments.apps', object.metadata.namespace ?? '', deploymentRef.name);
  return deployment && strategyOf(deployment).type === 'Recreate' ? [keyOf(deployment)] : [];
}
