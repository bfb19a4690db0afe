import type { Actor } from '../../sim/actor.ts';
import { REQUESTS, requestNamed, type CertificateRequest } from './requests.ts';

const HOUR = 3_600_000;
/** How long requests are kept after the last word on them, and while nobody says any (ms). */
const DECIDED = HOUR;
const PENDING = 24 * HOUR;

/** Takes requests away that have been answered, or that nobody answers. */
export const certificateCleaner: Actor = {
  name: 'csrcleaner',
  watches: { [REQUESTS]: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']) },
  reconcile(name, context) {
    const request = requestNamed(name, context);
    if (!request) return;
    const at = goesAt(request);
    if (at === undefined) return;
    if (at > context.now()) return { at };
    context.api.delete(REQUESTS, '', name);
  },
};

/** An approved request stays as long as its certificate has not come. */
function goesAt({ metadata, status }: CertificateRequest): number | undefined {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return Date.parse(metadata.creationTimestamp ?? '') + PENDING;
  const final = conditions.filter(({ type }) => type === 'Denied' || type === 'Failed' || (type === 'Approved' && status?.certificate));
  const times = final.map(({ lastUpdateTime }) => Date.parse(String(lastUpdateTime ?? metadata.creationTimestamp)) + DECIDED);
  return times.length > 0 ? Math.min(...times) : undefined;
}
