import type { Random } from '../sim/random.ts';

export const NODE_PORTS = { first: 30000, last: 32767 } as const;

const size = NODE_PORTS.last - NODE_PORTS.first + 1;
/** The first ports are left to those who ask for a fixed one, as long as there are others. */
const STATIC_BAND = Math.min(Math.max(16, Math.floor(size / 32)), 128);

/** Why a port cannot be given to a Service, in the words of the allocator; undefined when it can. */
export function nodePortFault(port: number, taken: ReadonlySet<number>): string | undefined {
  if (port < NODE_PORTS.first || port > NODE_PORTS.last) {
    return `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`;
  }
  return taken.has(port) ? 'provided port is already allocated' : undefined;
}

/** A free port: random, from the dynamic band first. Undefined when all are taken. */
export function freeNodePort(taken: ReadonlySet<number>, random: Random): number | undefined {
  return pick(STATIC_BAND, size, taken, random) ?? pick(0, STATIC_BAND, taken, random);
}

function pick(from: number, to: number, taken: ReadonlySet<number>, random: Random): number | undefined {
  const count = to - from;
  const start = random.int(count);
  for (let i = 0; i < count; i += 1) {
    const port = NODE_PORTS.first + from + ((start + i) % count);
    if (!taken.has(port)) return port;
  }
  return undefined;
}
