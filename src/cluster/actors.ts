import type { ClusterResources } from './cluster.ts';
import { eventExpiry } from './controllers/event-expiry.ts';
import { controllers } from './controllers/index.ts';
import { kubelet } from './kubelet/index.ts';
import { scheduler } from './scheduler/index.ts';
import type { Actor } from './sim/actor.ts';

/** Everything in the cluster that acts by itself, in the order in which changes wake it. */
export function actors(resources: ClusterResources): readonly Actor[] {
  return [...controllers, scheduler(), kubelet(resources), eventExpiry];
}
