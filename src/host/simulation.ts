import type { Cluster } from '../cluster/cluster.ts';
import type { ConnectOptions } from '../kubectl/runtime.ts';
import { connectLocal } from './connect.ts';
import { dataFiles } from './data-files.ts';
import { hostSettings, newCluster } from './environment.ts';
import { homeFolder } from './home.ts';
import { bootedCluster } from './new-cluster.ts';
import type { ClusterSession } from './cluster-session.ts';

/** What the simulator's own commands can do with the cluster of the current context. Every function is one whole command. */
async function withSession<T>(options: ConnectOptions, use: (session: ClusterSession, path: string) => Promise<T>): Promise<T> {
  const { client, path } = await connectLocal(options);
  try {
    return await use(client.session, path);
  } finally {
    await client.close();
  }
}

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

export function simulationStatus(options: ConnectOptions): Promise<SimulationStatus> {
  return withSession(options, (session, path) =>
    session.read((cluster) => {
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
    }),
  );
}

/** Moves simulated time ahead by `ms`, whichever clock drives it, and gives back the time it is then. */
export function advance(options: ConnectOptions, ms: number): Promise<number> {
  return withSession(options, (session) =>
    session.write((cluster) => {
      cluster.advanceTo(cluster.now() + ms);
      if (session.clockMode(cluster) === 'wall') cluster.updateSettings({ offset: session.ahead() + ms });
      return cluster.now();
    }),
  );
}

export function setClock(options: ConnectOptions, clock: 'wall' | 'manual'): Promise<void> {
  return withSession(options, (session) =>
    session.write((cluster) => cluster.updateSettings({ clock, ...(clock === 'wall' && { offset: cluster.now() - Date.now() }) })),
  );
}

export function reseed(options: ConnectOptions, seed: number): Promise<void> {
  return withSession(options, (session) => session.write((cluster) => cluster.reseed(seed)));
}

/** A fresh cluster with the name, nodes, seed and settings of the one there is. */
export function reset(options: ConnectOptions): Promise<string> {
  const settings = hostSettings(options.env);
  const resources = dataFiles(homeFolder(options.env));
  return withSession(options, async (session) => {
    let name = '';
    await session.replace((old) => {
      const { header } = old.image();
      const { bare, clock, kubelet } = old.settings;
      ({ name } = old);
      const wanted = { clock: settings.clock ?? clock, seed: settings.seed ?? header.seed, kubelet, bare, nodeNames: nodeNames(old) };
      return bootedCluster(newCluster(name, wanted, Date.now()), resources);
    });
    return name;
  });
}

function nodeNames(cluster: Cluster): string[] {
  const names = [...cluster.image().objects.keys()].filter((key) => key.startsWith('nodes /')).map((key) => key.slice('nodes /'.length));
  // Control planes first, as when they were made.
  return names.sort((a, b) => Number(b.endsWith('control-plane')) - Number(a.endsWith('control-plane')));
}
