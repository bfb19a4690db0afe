import { matchesSelector, selectorFromLabelSelector } from '../../../api/labels.ts';
import * as status from '../../../api/status.ts';
import type { Eviction, Pod, PodDisruptionBudget } from '../../../api/types.ts';
import { conditionOf, inPlace, type Condition } from '../../controllers/conditions.ts';
import { disruptionAllowed } from '../../controllers/disruption/budget.ts';
import { isReady } from '../../controllers/pod-state.ts';
import type { ApiResponse } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import { pod as podKind } from '../../kinds/core/pod.ts';
import type { SubresourceContext, SubresourceHandler } from './handler.ts';

const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";
/** Evictions of one budget whose pods are not yet seen to go. */
const MAX_UNCONFIRMED = 2000;

const EVICTION = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** Deletes a pod unless a disruption budget has something against it. */
export const podEviction: SubresourceHandler = {
  resource: 'pods',
  subresource: 'eviction',
  handle({ namespace = '', name = '', body, dryRun }, context) {
    const eviction = (body ?? {}) as Eviction;
    if (eviction.metadata?.name !== name) {
      throw status.badRequest('name in URL does not match name in Eviction object');
    }
    const pod = context.api.get('pods', namespace, name);
    if (!pod) throw status.notFound({ group: '', resource: 'pods' }, name);
    const about = { kind: podKind, operation: 'CREATE', subresource: 'eviction', bodyKind: EVICTION, namespace, name } as const;
    context.admitted({ ...about, object: eviction as unknown as KubeObject });
    const trial = context.dryRun || dryRun === true || eviction.deleteOptions?.dryRun?.includes('All') === true;
    if (!disruptsNothing(pod)) {
      const budgets = budgetsOf(pod, context);
      if (budgets.length > 1) {
        throw status.serverError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
      }
      if (budgets[0] && !unhealthyMayGo(pod, budgets[0])) spend(budgets[0], name, context, trial);
    }
    if (!trial) evict(pod, eviction, context);
    return success();
  },
};

/** Finished and pending pods serve nobody; a pod that is being deleted has been counted. */
function disruptsNothing({ metadata, status: { phase } = {} }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending';
}

function budgetsOf(pod: Pod, { api }: SubresourceContext): PodDisruptionBudget[] {
  return api
    .list('poddisruptionbudgets.policy', pod.metadata.namespace ?? '')
    .filter(({ spec }) => matchesSelector(selectorFromLabelSelector(spec?.selector), pod.metadata.labels));
}

/** A pod that is not ready may go if the policy says so, or else while the others are enough. */
function unhealthyMayGo(pod: Pod, { spec, status: counts }: PodDisruptionBudget): boolean {
  if (isReady(pod)) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return (counts?.currentHealthy ?? 0) >= (counts?.desiredHealthy ?? 0) && (counts?.desiredHealthy ?? 0) > 0;
}

/** Takes one disruption off the budget, or refuses. */
function spend(budget: PodDisruptionBudget, podName: string, context: SubresourceContext, trial: boolean): void {
  const { name = '', generation = 0 } = budget.metadata;
  const counts = budget.status;
  const refuse = (message: string, retryAfter: number): never => {
    throw status.tooManyRequests(VIOLATION, retryAfter, [{ reason: 'DisruptionBudget', message }]);
  };
  if ((counts?.observedGeneration ?? 0) < generation) refuse(`The disruption budget ${name} is still being processed by the server.`, 10);
  const resource = { group: 'policy', resource: 'poddisruptionbudgets' };
  const allowed = counts?.disruptionsAllowed ?? 0;
  if (allowed < 0) throw status.forbidden(resource, name, 'pdb disruptions allowed is negative');
  if (Object.keys(counts?.disruptedPods ?? {}).length > MAX_UNCONFIRMED) {
    throw status.forbidden(resource, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  }
  if (allowed === 0) {
    const condition = conditionOf(counts?.conditions as unknown as Condition[] | undefined, 'DisruptionAllowed');
    const failed = condition?.status === 'False' && condition.reason === 'SyncFailed';
    refuse(
      failed
        ? `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${condition.message ?? ''}`
        : `The disruption budget ${name} needs ${counts?.desiredHealthy ?? 0} healthy pods and has ${counts?.currentHealthy ?? 0} currently`,
      0,
    );
  }
  if (trial) return;
  const left = allowed - 1;
  const next = { ...counts, disruptionsAllowed: left, disruptedPods: { ...counts?.disruptedPods, [podName]: context.timestamp() } };
  const conditions = left === 0 ? disruptionAllowed(counts?.conditions, false, generation, context.timestamp()) : counts?.conditions;
  context.api.updateStatus('poddisruptionbudgets.policy', { ...budget, status: { ...next, conditions } } as PodDisruptionBudget);
}

function evict(pod: Pod, { deleteOptions }: Eviction, { api, replace, timestamp }: SubresourceContext): void {
  const { namespace = '', name = '', generation } = pod.metadata;
  if (!pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed') {
    const target: Condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
      lastProbeTime: null,
      lastTransitionTime: timestamp(),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
    const conditions = inPlace(pod.status?.conditions as unknown as Condition[] | undefined, target);
    // The server writes this itself: it is nobody's.
    replace('pods', { ...pod, status: { ...pod.status, conditions } } as unknown as KubeObject);
  }
  const { gracePeriodSeconds, preconditions, propagationPolicy } = deleteOptions ?? {};
  api.delete('pods', namespace, name, {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy: propagationPolicy as 'Background' }),
  });
}

function success(): ApiResponse {
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings: [] };
}
