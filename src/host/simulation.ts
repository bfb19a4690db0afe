import type { ConnectOptions } from '../kubectl/runtime.ts';
import { clusterOperations, type ClusterOperations, type SimulationStatus } from './cluster-operations.ts';
import { connectLocal } from './connect.ts';
import { dataFiles } from './data-files.ts';
import { hostSettings } from './environment.ts';
import { homeFolder } from './home.ts';

export type { SimulationStatus };

/** What the simulator's own commands can do with the cluster of the current context. Every function is one whole command. */
async function operate<T>(options: ConnectOptions, use: (operations: ClusterOperations) => Promise<T>): Promise<T> {
  const { client, path } = await connectLocal(options);
  try {
    if ('call' in client) return await use(remote(client.call));
    return await use(clusterOperations(client.session, path, dataFiles(homeFolder(options.env))));
  } finally {
    await client.close();
  }
}

/** The operations of the process that serves the cluster. */
function remote(call: <T>(operation: string, ...args: unknown[]) => Promise<T>): ClusterOperations {
  return {
    status: () => call('status'),
    advance: (ms) => call('advance', ms),
    setClock: (clock) => call('setClock', clock),
    reseed: (seed) => call('reseed', seed),
    reset: (settings) => call('reset', settings),
    identify: (claimed) => call('identify', claimed),
  };
}

export function simulationStatus(options: ConnectOptions): Promise<SimulationStatus> {
  return operate(options, (operations) => operations.status());
}

export function advance(options: ConnectOptions, ms: number): Promise<number> {
  return operate(options, (operations) => operations.advance(ms));
}

export function setClock(options: ConnectOptions, clock: 'wall' | 'manual'): Promise<void> {
  return operate(options, (operations) => operations.setClock(clock));
}

export function reseed(options: ConnectOptions, seed: number): Promise<void> {
  return operate(options, (operations) => operations.reseed(seed));
}

export function reset(options: ConnectOptions): Promise<string> {
  const { clock, seed } = hostSettings(options.env);
  return operate(options, (operations) => operations.reset({ clock, seed }));
}
