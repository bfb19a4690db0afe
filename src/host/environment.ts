import type { NewClusterOptions } from '../cluster/cluster.ts';
import type { ClusterSettings } from '../cluster/store/image.ts';
import type { Environment } from './home.ts';
import { HostError } from './host-error.ts';

/** What the KUBESIM_ variables ask for. */
export interface HostSettings {
  clock: 'wall' | 'manual' | undefined;
  seed: number | undefined;
  nodeNames: readonly string[] | undefined;
  bare: boolean;
  kubelet: 'real' | 'quick' | undefined;
}

const DEFAULT_NODE_COUNT = 3;

/** One control plane and workers, named as kind names them: NAME-control-plane, NAME-worker, NAME-worker2 … */
export function defaultNodeNames(cluster: string, count = DEFAULT_NODE_COUNT): string[] {
  const workers = Array.from({ length: count - 1 }, (_, index) => `${cluster}-worker${index === 0 ? '' : index + 1}`);
  return [`${cluster}-control-plane`, ...workers];
}

/** When a cluster of a seeded script begins: a Thursday, so that runs on any day are the same to the byte. */
const SEEDED_START = Date.UTC(2026, 0, 1);

export function hostSettings(env: Environment): HostSettings {
  return {
    clock: choice('KUBESIM_CLOCK', env.KUBESIM_CLOCK, ['wall', 'manual']),
    seed: env.KUBESIM_SEED ? parseSeed(env.KUBESIM_SEED, 'KUBESIM_SEED') : undefined,
    nodeNames: env.KUBESIM_NODES ? parseNodeNames(env.KUBESIM_NODES, 'KUBESIM_NODES') : undefined,
    bare: choice('KUBESIM_BARE', env.KUBESIM_BARE, ['0', '1', 'true', 'false']) === '1' || env.KUBESIM_BARE === 'true',
    kubelet: choice('KUBESIM_KUBELET', env.KUBESIM_KUBELET, ['real', 'quick']),
  };
}

function choice<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined || value === '') return undefined;
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new HostError(`${name} is "${value}", but must be ${allowed.slice(0, 2).join(' or ')}`);
}

export function parseSeed(text: string, source: string): number {
  const seed = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(seed)) throw new HostError(`${source} must be an integer, not "${text}"`);
  return seed;
}

const NODE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function parseNodeNames(text: string, source: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!NODE_NAME.test(name) || name.length > 253)
      throw new HostError(`${source}: "${name}" is not a node name (lower-case letters, digits, '-' and '.')`);
    if (names.indexOf(name) !== names.lastIndexOf(name)) throw new HostError(`${source} names the node "${name}" twice`);
  }
  return names;
}

/**
 * What a new cluster is to be. Bare clusters of the usual nodes get quick kubelets, everything else real ones.
 * With a seed and the manual clock nothing of a run depends on when and where it happens.
 */
export function newCluster(name: string, settings: HostSettings, wallNow: number): NewClusterOptions {
  const usualNames = defaultNodeNames(name);
  const nodeNames = settings.nodeNames ?? usualNames;
  const usual = nodeNames.join() === usualNames.join();
  const clock = settings.clock ?? 'wall';
  const clusterSettings: ClusterSettings = {
    clock,
    offset: 0,
    kubelet: settings.kubelet ?? (settings.bare && usual ? 'quick' : 'real'),
    bare: settings.bare,
  };
  return {
    name,
    seed: settings.seed ?? Math.floor(Math.random() * 2 ** 31),
    now: clock === 'manual' && settings.seed !== undefined ? SEEDED_START : wallNow,
    settings: clusterSettings,
    nodeNames,
  };
}
