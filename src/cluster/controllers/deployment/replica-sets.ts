import { deepEqual } from '../../../api/json.ts';
import { controllerOf } from '../../../api/object.ts';
import { StatusError } from '../../../api/status.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import { conditionOf } from '../conditions.ts';
import { controllerReference } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { templateHash } from '../template-hash/index.ts';
import { currentAnnotations, REVISION, revisionOf, withSizes } from './annotations.ts';
import { newReplicaSetSize, sum } from './arithmetic.ts';
import { allowedSurge, byAge, COMPONENT, desiredReplicas, sizeOf, strategyOf, type Rollout } from './rollout.ts';
import { announce, hasProgressDeadline } from './status.ts';

const HASH_LABEL = 'pod-template-hash';

/** Tells the replica set of the present template (the oldest, if several are equal) from the others. */
export function sortOut(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): { current: ReplicaSet | undefined; old: ReplicaSet[] } {
  const sorted = [...replicaSets].sort(byAge);
  const template = withoutHash(deployment.spec?.template);
  const current = sorted.find((replicaSet) => deepEqual(withoutHash(replicaSet.spec?.template), template));
  return { current, old: sorted.filter((replicaSet) => replicaSet !== current) };
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** Brings revision and annotations of the present replica set, and the Deployment's revision, up to date. */
export function syncRevision(rollout: Rollout): void {
  const { context, deployment, current } = rollout;
  if (!current) return;
  const revision = nextRevision(rollout);
  const annotations = currentAnnotations(current.metadata.annotations, deployment, revision);
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  const upToDate = deepEqual(annotations, current.metadata.annotations ?? {}) && (current.spec?.minReadySeconds ?? 0) === minReadySeconds;
  if (!upToDate) {
    const { minReadySeconds: _, ...spec } = current.spec ?? {};
    rollout.current = context.api.update('replicasets.apps', {
      ...current,
      metadata: { ...current.metadata, annotations: { ...annotations } },
      spec: { ...spec, ...(minReadySeconds > 0 ? { minReadySeconds } : {}) },
    } as ReplicaSet);
    return;
  }
  tellDeployment(rollout, revisionOf(current), () => {
    if (conditionOf(deployment.status?.conditions, 'Progressing')) return false;
    announce(rollout, 'Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${current.metadata.name ?? ''}"`);
    return true;
  });
}

/**
 * Creates the replica set of the present template, as large as the strategy allows from the start. Undefined when it cannot be
 * (namespace going away); throws when it has to be tried again.
 */
export function createCurrent(rollout: Rollout): void {
  const { context, deployment, old } = rollout;
  const size = newReplicaSetSize(strategyOf(deployment), desiredReplicas(deployment), 0, sum(old.map(sizeOf)));
  const revision = nextRevision(rollout);
  const wanted = newReplicaSet(deployment, size, revision);
  const name = wanted.metadata.name ?? '';
  const namespace = deployment.metadata.namespace ?? '';
  try {
    rollout.current = context.api.create('replicasets.apps', wanted);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isNamespaceTerminating(error)) return;
    if (error.reason !== 'AlreadyExists') {
      const message = `Failed to create new replica set "${name}": ${error.message}`;
      if (hasProgressDeadline(deployment)) {
        announce(rollout, 'Progressing', 'False', 'ReplicaSetCreateError', message);
        rollout.deployment = context.api.updateStatus('deployments.apps', rollout.deployment);
      }
      context.events.record(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message, component: COMPONENT });
      throw error;
    }
    const present = context.api.get('replicasets.apps', namespace, name);
    const ours = present && controllerOf(present)?.uid === deployment.metadata.uid;
    if (!ours || !deepEqual(withoutHash(present.spec?.template), withoutHash(deployment.spec?.template))) {
      // Another template has this hash: the next attempt counts the collision in.
      const status = { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 };
      rollout.deployment = context.api.updateStatus('deployments.apps', { ...deployment, status } as Deployment);
      throw error;
    }
    rollout.current = present;
    tellDeployment(rollout, revision, () => false);
    return;
  }
  if (size > 0) {
    const message = `Scaled up replica set ${name} from 0 to ${size}`;
    context.events.record(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component: COMPONENT });
  }
  tellDeployment(rollout, revision, () => {
    announce(rollout, 'Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`);
    return true;
  });
}

function nextRevision({ old }: Rollout): number {
  return Math.max(0, ...old.map(revisionOf)) + 1;
}

/** Writes the revision annotation and what `condition` announces in one status update, if there is anything new. */
function tellDeployment(rollout: Rollout, revision: number, condition: () => boolean): void {
  const announced = hasProgressDeadline(rollout.deployment) && condition();
  const { deployment } = rollout;
  const { annotations } = deployment.metadata;
  const text = String(revision);
  if (!announced && annotations?.[REVISION] === text) return;
  rollout.deployment = rollout.context.api.updateStatus('deployments.apps', {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: { ...annotations, [REVISION]: text } },
  });
}

function newReplicaSet(deployment: Deployment, size: number, revision: number): NewObject<ReplicaSet> {
  const template = deployment.spec?.template as PodTemplateSpec;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const selector = deployment.spec?.selector;
  const maximum = desiredReplicas(deployment) + allowedSurge(deployment);
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${(deployment.metadata.name ?? '').slice(0, 253 - hash.length - 1)}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: { ...withSizes(currentAnnotations(undefined, deployment, revision), desiredReplicas(deployment), maximum) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: size,
      ...(minReadySeconds > 0 ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  } as NewObject<ReplicaSet>;
}
