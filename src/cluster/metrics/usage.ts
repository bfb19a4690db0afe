import { parseQuantity, scaledQuantity } from '../../api/quantity.ts';
import type { Pod } from '../../api/types.ts';
import { fnv1a } from '../../api/fnv.ts';

/** The metrics server looks at every kubelet this often (ms). */
export const RESOLUTION = 15_000;

/** Thousand-millionths of a core, and bytes. */
export interface Usage {
  cpu: number;
  memory: number;
}

type Container = NonNullable<Pod['spec']>['containers'][number];

const NANO = 9;
const MEBI = 1024 * 1024;
/** What kubelet, container runtime and the system use besides the pods. */
const SYSTEM: Usage = { cpu: 60_000_000, memory: 420 * MEBI };

/**
 * What a container uses at `time` (ms): a pure function of what it is, so that looking changes nothing and every look sees the same.
 * About a third of what it requests, a little where it requests nothing, never more than its limits.
 */
export function containerUsage(uid: string, { name, resources }: Container, time: number): Usage {
  const seed = `${uid}/${name}`;
  const requested = amounts(resources?.requests);
  const limited = amounts(resources?.limits);
  // The processor's use goes up and down from look to look; memory hardly does.
  const busy = share(`${seed}/cpu/${Math.floor(time / RESOLUTION)}`);
  const cpu = (requested.cpu || 3_000_000) * (0.15 + 0.2 * share(`${seed}/cpu`) + 0.1 * busy);
  // Who asks for much of the processor and says nothing of memory (an API server) needs that too.
  const wanted = requested.memory || Math.max(16 * MEBI, (requested.cpu / 1_000_000) * MEBI);
  const memory = wanted * (0.3 + 0.35 * share(`${seed}/memory`)) + 64 * 1024 * busy;
  return { cpu: Math.round(within(cpu, limited.cpu)), memory: Math.round(within(memory, limited.memory)) };
}

/** What a node uses: its pods, and the system below them. */
export function nodeUsage(uid: string, pods: readonly Usage[], time: number): Usage {
  const busy = 0.8 + 0.4 * share(`${uid}/${Math.floor(time / RESOLUTION)}`);
  return sumOf([{ cpu: Math.round(SYSTEM.cpu * busy), memory: SYSTEM.memory }, ...pods]);
}

export function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce((sum, { cpu, memory }) => ({ cpu: sum.cpu + cpu, memory: sum.memory + memory }), { cpu: 0, memory: 0 });
}

/** As the metrics server writes it: `1234567n`, `4321Ki`. */
export function quantities({ cpu, memory }: Usage): { cpu: string; memory: string } {
  return { cpu: `${cpu}n`, memory: `${Math.floor(memory / 1024)}Ki` };
}

function amounts(list: Readonly<Record<string, unknown>> | undefined): Usage {
  const amount = (name: string, scale: number): number => Number(scaledQuantity(parseQuantity(String(list?.[name] ?? '0')), scale));
  return { cpu: amount('cpu', -NANO), memory: amount('memory', 0) };
}

function within(value: number, limit: number): number {
  return limit > 0 ? Math.min(value, limit * 0.95) : value;
}

/** A number from 0 to 1 that is always the same for a text. */
function share(text: string): number {
  return (fnv1a(text) % 1000) / 1000;
}
