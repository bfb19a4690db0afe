import type { Random } from '../sim/random.ts';

/** A time between the two (ms), in steps of 10 ms. */
export function between(random: Random, low: number, high: number): number {
  return Math.round((low + random.next() * (high - low)) / 10) * 10;
}

/** A new container id, as containerd makes them: 64 hexadecimal digits. */
export function containerId(random: Random): string {
  return Array.from({ length: 8 }, () => random.int(0x100000000).toString(16).padStart(8, '0')).join('');
}
