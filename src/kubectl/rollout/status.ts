import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

/** How far a rollout is: a line to print, and whether it is over. */
export interface RolloutStatus {
  text: string;
  done: boolean;
}

/** Reads the progress off an object. Throws when the rollout has failed or is of a kind that is not watched. */
export type StatusViewer = (object: KubeObject, revision: number) => RolloutStatus;

const wait = (text: string): RolloutStatus => ({ text: `${text}\n`, done: false });
const finish = (text: string): RolloutStatus => ({ text: `${text}\n`, done: true });

const observed = (object: KubeObject): boolean =>
  (object.metadata.generation ?? 0) <= ((object['status']?.observedGeneration as number | undefined) ?? 0);

type Counts = Record<string, number | undefined>;

const deployment: StatusViewer = (object, revision) => {
  const name = object.metadata.name ?? '';
  if (revision > 0) {
    const running = Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (running !== revision) throw new UserError(`desired revision (${revision}) is different from the running revision (${running})`);
  }
  if (!observed(object)) return wait('Waiting for deployment spec update to be observed...');
  const conditions = (object['status']?.conditions ?? []) as { type: string; reason?: string }[];
  if (conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    throw new UserError(`deployment "${name}" exceeded its progress deadline`);
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = (object['status'] ?? {}) as Counts;
  const wanted = (object['spec']?.replicas as number | undefined) ?? 0;
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (updatedReplicas < wanted) return wait(`${waiting} ${updatedReplicas} out of ${wanted} new replicas have been updated...`);
  if (replicas > updatedReplicas) return wait(`${waiting} ${replicas - updatedReplicas} old replicas are pending termination...`);
  if (availableReplicas < updatedReplicas)
    return wait(`${waiting} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`);
  return finish(`deployment "${name}" successfully rolled out`);
};

const NOT_ROLLING = 'rollout status is only available for RollingUpdate strategy type';

const daemonSet: StatusViewer = (object) => {
  const name = object.metadata.name ?? '';
  if (object['spec']?.updateStrategy?.type !== 'RollingUpdate') throw new UserError(NOT_ROLLING);
  if (!observed(object)) return wait('Waiting for daemon set spec update to be observed...');
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = (object['status'] ?? {}) as Counts;
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return wait(`${waiting} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`);
  }
  if (numberAvailable < desiredNumberScheduled)
    return wait(`${waiting} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`);
  return finish(`daemon set "${name}" successfully rolled out`);
};

const statefulSet: StatusViewer = (object) => {
  const { spec, status = {} } = object as { spec?: Record<string, unknown>; status?: Record<string, unknown> };
  const strategy = spec?.['updateStrategy'] as { type?: string; rollingUpdate?: { partition?: number } } | undefined;
  if (strategy?.type !== 'RollingUpdate') throw new UserError(NOT_ROLLING);
  if (!status['observedGeneration'] || !observed(object)) return wait('Waiting for statefulset spec update to be observed...');
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = status as Counts;
  const wanted = spec?.['replicas'] as number | undefined;
  if (wanted !== undefined && readyReplicas < wanted) return wait(`Waiting for ${wanted - readyReplicas} pods to be ready...`);
  if (strategy.rollingUpdate?.partition !== undefined && wanted !== undefined) {
    const outstanding = wanted - strategy.rollingUpdate.partition;
    if (updatedReplicas < outstanding) {
      return wait(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${outstanding} new pods have been updated...`);
    }
    return finish(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...`);
  }
  const updateRevision = String(status['updateRevision'] ?? '');
  if (updateRevision !== status['currentRevision']) {
    return wait(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`);
  }
  return finish(`statefulset rolling update complete ${currentReplicas} pods at revision ${updateRevision}...`);
};

const viewers: Readonly<Record<string, StatusViewer>> = {
  'Deployment.apps': deployment,
  'DaemonSet.apps': daemonSet,
  'StatefulSet.apps': statefulSet,
};

/** `groupKind` is `Deployment.apps`. */
export function statusViewerFor(groupKind: string): StatusViewer {
  const viewer = viewers[groupKind];
  if (!viewer) throw new UserError(`no status viewer has been implemented for ${groupKind}`);
  return viewer;
}
