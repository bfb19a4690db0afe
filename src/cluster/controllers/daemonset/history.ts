import { selectorFromLabelSelector } from '../../../api/labels.ts';
import { conflict } from '../../../api/status.ts';
import type { ControllerRevision, DaemonSet, Pod, PodTemplateSpec } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { keeps, newRevision, revisionsOf, storeRevision, templatePatch, truncateHistory } from '../revisions.ts';
import { templateHash } from '../template-hash/index.ts';

export const HASH_LABEL = 'controller-revision-hash';

/** The revision of the present template, made or brought to the front if need be, and all others. */
export function syncHistory(daemonSet: DaemonSet, context: ActorContext): { current: ControllerRevision; old: ControllerRevision[] } {
  const { api } = context;
  const all = revisionsOf(daemonSet, selectorFromLabelSelector(daemonSet.spec?.selector), api);
  const template = daemonSet.spec?.template as PodTemplateSpec;
  const patch = templatePatch(template);
  const same = all.filter((revision) => keeps(revision, patch));
  const current = same[same.length - 1];
  const old = all.filter((revision) => revision !== current);
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  if (current) {
    if (current.revision >= number) return { current, old };
    return { current: api.update('controllerrevisions.apps', { ...current, revision: number }), old };
  }
  const collisions = daemonSet.status?.collisionCount;
  const hash = templateHash(template, collisions);
  const stored = storeRevision(api, newRevision(daemonSet, number, hash, HASH_LABEL, template.metadata?.labels, patch));
  if (stored) return { current: stored, old };
  api.updateStatus('daemonsets.apps', {
    ...daemonSet,
    status: { ...daemonSet.status, collisionCount: (collisions ?? 0) + 1 },
  } as DaemonSet);
  throw conflict({ group: 'apps', resource: 'controllerrevisions' }, `${daemonSet.metadata.name ?? ''}-${hash}`, 'hash collision');
}

/** Keeps as many old revisions as the history limit says, and those that pods are of. */
export function cleanUpHistory(
  daemonSet: DaemonSet,
  old: readonly ControllerRevision[],
  pods: readonly Pod[],
  { api }: ActorContext,
): void {
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[HASH_LABEL]));
  truncateHistory(api, old, daemonSet.spec?.revisionHistoryLimit ?? 10, ({ metadata }) => live.has(metadata.labels?.[HASH_LABEL]));
}
