import { hasReason } from '../../../api/status.ts';
import { parseTime } from '../../../api/time.ts';
import type { Actor } from '../../sim/actor.ts';
import { itself, splitKey } from '../keys.ts';
import { finishCondition } from './verdict.ts';

/** Deletes finished Jobs when their ttlSecondsAfterFinished are over. */
export const ttlAfterFinishedController: Actor = {
  name: 'ttl-after-finished',
  watches: { 'jobs.batch': (change) => (change.type === 'DELETED' ? [] : itself(change)) },
  reconcile(key, { api, now }) {
    const { namespace, name } = splitKey(key);
    const job = api.get('jobs.batch', namespace, name);
    const ttl = job?.spec?.ttlSecondsAfterFinished;
    const finished = finishCondition(job?.status);
    if (!job || ttl === undefined || !finished || job.metadata.deletionTimestamp) return;
    const due = (parseTime(finished.lastTransitionTime ?? '') ?? 0) + ttl * 1000;
    if (due > now()) return { at: due };
    try {
      api.delete('jobs.batch', namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid ?? '' } });
    } catch (error) {
      if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
    }
  },
};
