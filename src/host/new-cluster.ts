import type { Cluster, ClusterResources, NewClusterOptions } from '../cluster/cluster.ts';
import { createCluster } from '../cluster/open.ts';

/** How long ago (ms) a new cluster was started: its system pods are up when it is first looked at. */
const STARTED_BEFORE = 3 * 60_000;

/** A cluster as one finds it some minutes after it was made. Bare ones have nothing to come up. */
export function bootedCluster(options: NewClusterOptions, resources: ClusterResources): Cluster {
  if (options.settings.bare) return createCluster(options, resources);
  const cluster = createCluster({ ...options, now: options.now - STARTED_BEFORE }, resources);
  cluster.advanceTo(options.now);
  return cluster;
}
