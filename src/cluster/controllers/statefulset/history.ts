import { selectorFromLabelSelector } from '../../../api/labels.ts';
import { conflict } from '../../../api/status.ts';
import type { ControllerRevision, Pod, PodTemplateSpec, StatefulSet } from '../../../api/types.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { keeps, newRevision, revisionsOf, storeRevision, templatePatch, truncateHistory } from '../revisions.ts';
import { revisionHash } from '../template-hash/index.ts';
import { revisionOf } from './identity.ts';

const HASH_LABEL = 'controller.kubernetes.io/hash';

export interface Revisions {
  all: readonly ControllerRevision[];
  /** What the pods are at, or were before the update began. */
  current: ControllerRevision;
  /** What they are to be at. */
  update: ControllerRevision;
}

/** The revision of the present template, found, brought to the front or made, and the one the pods come from. */
export function syncRevisions(set: StatefulSet, context: ActorContext): Revisions {
  const { api } = context;
  const template = set.spec?.template as PodTemplateSpec;
  const patch = templatePatch(template);
  let all = revisionsOf(set, selectorFromLabelSelector(set.spec?.selector), api);
  const next = (all[all.length - 1]?.revision ?? 0) + 1;
  let update = all.filter((revision) => keeps(revision, patch)).pop();
  if (update && update !== all[all.length - 1]) update = api.update('controllerrevisions.apps', { ...update, revision: next });
  if (!update) {
    const collisions = set.status?.collisionCount ?? 0;
    const hash = revisionHash(patch, collisions);
    update = storeRevision(api, newRevision(set, next, hash, HASH_LABEL, template.metadata?.labels, patch));
    if (!update) {
      api.updateStatus('statefulsets.apps', { ...set, status: { ...set.status, collisionCount: collisions + 1 } } as StatefulSet);
      throw conflict({ group: 'apps', resource: 'controllerrevisions' }, `${set.metadata.name ?? ''}-${hash}`, 'hash collision');
    }
  }
  all = [...all.filter(({ metadata }) => metadata.uid !== update.metadata.uid), update];
  const current = all.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  return { all, current, update };
}

/** Keeps the revisions that the status names or pods are of, and of the others as many as the limit says. */
export function cleanUpRevisions(
  set: StatefulSet,
  status: Pick<NonNullable<StatefulSet['status']>, 'currentRevision' | 'updateRevision'>,
  { all }: Revisions,
  pods: readonly Pod[],
  api: ClusterApi,
): void {
  const live = new Set([status.currentRevision, status.updateRevision, ...pods.map(revisionOf)]);
  truncateHistory(api, all, set.spec?.revisionHistoryLimit ?? 10, ({ metadata }) => live.has(metadata.name));
}
