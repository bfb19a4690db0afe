import type { UserInfo } from '../api/client.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterSession } from './cluster-session.ts';
import type { DataFiles } from './data-files.ts';
import { expectWork } from './compiling.ts';
import { newCluster, type HostSettings } from './environment.ts';
import { identify, type ClaimedIdentity } from './local-identity.ts';
import { bootedCluster } from './new-cluster.ts';

export interface SimulationStatus {
  name: string;
  path: string;
  clock: 'wall' | 'manual';
  /** Simulated time, ms since the epoch. */
  now: number;
  /** ms ahead of the wall clock, while that drives the cluster. */
  ahead: number;
  /** When something will happen next. */
  nextDue: number | undefined;
  seed: number;
  kubelet: 'real' | 'quick';
  bare: boolean;
  /** The last resourceVersion given out. */
  revision: number;
  counts: { resource: string; count: number }[];
}

/** What the simulator's own commands do with a cluster, in whichever process it is. What goes in and comes out is JSON. */
export interface ClusterOperations {
  status(): Promise<SimulationStatus>;
  /** Moves simulated time ahead by `ms`, whichever clock drives it, and gives back the time it is then. */
  advance(ms: number): Promise<number>;
  setClock(clock: 'wall' | 'manual'): Promise<void>;
  reseed(seed: number): Promise<void>;
  /** A fresh cluster with the name, nodes, seed and settings of the one there is, as far as `settings` do not say otherwise; gives back its name. */
  reset(settings: Pick<HostSettings, 'clock' | 'seed'>): Promise<string>;
  /** Who somebody with these credentials is. */
  identify(claimed: ClaimedIdentity): Promise<UserInfo>;
}

export function clusterOperations(session: ClusterSession, path: string, resources: DataFiles): ClusterOperations {
  return {
    status: () => session.read((cluster) => statusOf(cluster, session, path)),
    advance: (ms) =>
      session.write((cluster) => {
        expectWork({ time: ms });
        const ahead = session.ahead() + ms;
        cluster.advanceTo(cluster.now() + ms);
        if (session.clockMode(cluster) === 'wall') cluster.updateSettings({ offset: ahead });
        return cluster.now();
      }),
    setClock: (clock) =>
      session.write((cluster) => cluster.updateSettings({ clock, ...(clock === 'wall' && { offset: cluster.now() - Date.now() }) })),
    reseed: (seed) => session.write((cluster) => cluster.reseed(seed)),
    async reset(settings) {
      let name = '';
      await session.replace((old) => {
        const { header } = old.image();
        const { bare, clock, kubelet } = old.settings;
        ({ name } = old);
        const wanted = { clock: settings.clock ?? clock, seed: settings.seed ?? header.seed, kubelet, bare, nodeNames: nodeNames(old) };
        return bootedCluster(newCluster(name, wanted, Date.now()), resources);
      });
      return name;
    },
    identify: (claimed) => session.read((cluster) => identify(cluster, claimed)),
  };
}

function statusOf(cluster: Cluster, session: ClusterSession, path: string): SimulationStatus {
  const { header, objects } = cluster.image();
  const { kubelet, bare } = cluster.settings;
  const counts = new Map<string, number>();
  for (const key of objects.keys()) {
    const resource = key.slice(0, key.indexOf(' '));
    counts.set(resource, (counts.get(resource) ?? 0) + 1);
  }
  const clock = session.clockMode(cluster);
  return {
    name: cluster.name,
    path,
    clock,
    now: cluster.now(),
    ahead: clock === 'wall' ? session.ahead() : 0,
    nextDue: cluster.nextDue(),
    seed: header.seed,
    kubelet,
    bare,
    revision: header.revision,
    counts: [...counts].map(([resource, count]) => ({ resource, count })),
  };
}

function nodeNames(cluster: Cluster): string[] {
  const names = [...cluster.image().objects.keys()].filter((key) => key.startsWith('nodes /')).map((key) => key.slice('nodes /'.length));
  // Control planes first, as when they were made.
  return names.sort((a, b) => Number(b.endsWith('control-plane')) - Number(a.endsWith('control-plane')));
}
