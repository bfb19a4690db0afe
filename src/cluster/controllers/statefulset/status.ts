import type { Pod, StatefulSet } from '../../../api/types.ts';
import { isAvailable, isReady } from '../pod-state.ts';
import { omitEmpty } from '../wire-status.ts';
import { revisionOf } from './identity.ts';
import type { View } from './steps.ts';

/** What the pods add up to, as they were before this look did anything, with what it did counted in. */
export function statusOf({
  set,
  revisions,
  pods,
  created,
  deletedOfCurrent,
  minReadySeconds,
  context,
}: View): NonNullable<StatefulSet['status']> {
  const currentName = revisions.current.metadata.name ?? '';
  const updateName = revisions.update.metadata.name ?? '';
  const alive = [...pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined), ...created];
  const ofRevision = (name: string): number => alive.filter((pod) => revisionOf(pod) === name).length;
  const running = pods.filter(({ status }) => status?.phase === 'Running');
  const wanted = set.spec?.replicas ?? 1;
  const replicas = pods.length + created.length;
  const ready = running.filter(isReady).length;
  const updated = ofRevision(updateName);
  const complete = set.spec?.updateStrategy?.type !== 'OnDelete' && updated === wanted && replicas === wanted && ready === wanted;
  return {
    replicas,
    availableReplicas: running.filter((pod: Pod) => isAvailable(pod, minReadySeconds, context.now())).length,
    collisionCount: set.status?.collisionCount ?? 0,
    ...omitEmpty({
      observedGeneration: set.metadata.generation ?? 0,
      readyReplicas: ready,
      currentReplicas: complete ? updated : ofRevision(currentName) - deletedOfCurrent,
      updatedReplicas: updated,
      currentRevision: complete ? updateName : currentName,
      updateRevision: updateName,
    }),
  };
}
