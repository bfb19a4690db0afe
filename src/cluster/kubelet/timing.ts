import type { Random } from '../sim/random.ts';

/**
 * A time between the two (ms), in steps: what a thousand pods do then falls into a few moments, and whoever watches them is woken
 * a few times instead of a thousand.
 */
export function between(random: Random, low: number, high: number, step = 50): number {
  return Math.round((low + random.next() * (high - low)) / step) * step;
}

/** A new container id, as containerd makes them: 64 hexadecimal digits. */
export function containerId(random: Random): string {
  return Array.from({ length: 8 }, () => random.int(0x100000000).toString(16).padStart(8, '0')).join('');
}
