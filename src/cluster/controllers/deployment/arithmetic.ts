import { scaledValue, type IntOrString } from '../../../api/int-or-string.ts';

export interface Strategy {
  type: 'RollingUpdate' | 'Recreate';
  maxSurge: IntOrString;
  maxUnavailable: IntOrString;
}

/** Sizes of a replica set as the arithmetic sees them. */
export interface Sizes {
  /** spec.replicas */
  desired: number;
  /** status.availableReplicas */
  available: number;
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Surge is rounded up and unavailability down; both being 0 would never get on, so one pod may then be unavailable. */
function fenceposts({ maxSurge, maxUnavailable }: Strategy, replicas: number): { surge: number; unavailable: number } {
  const surge = scaledValue(maxSurge, replicas, true);
  const unavailable = scaledValue(maxUnavailable, replicas, false);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** How many pods there may be beyond the desired ones. */
export function surgeOf(strategy: Strategy, replicas: number): number {
  return strategy.type === 'RollingUpdate' ? fenceposts(strategy, replicas).surge : 0;
}

/** How many of the desired pods may be missing. */
export function unavailabilityOf(strategy: Strategy, replicas: number): number {
  if (strategy.type !== 'RollingUpdate' || replicas === 0) return 0;
  return Math.min(fenceposts(strategy, replicas).unavailable, replicas);
}

/** The size the new replica set may grow to while the old ones have `oldTotal` pods. */
export function newReplicaSetSize(strategy: Strategy, replicas: number, present: number, oldTotal: number): number {
  if (strategy.type === 'Recreate') return replicas;
  const room = replicas + surgeOf(strategy, replicas) - (oldTotal + present);
  return room <= 0 ? present : present + Math.min(room, replicas - present);
}

/**
 * The sizes of the old replica sets (oldest first) after one step of a rolling update: first what is not available anyway,
 * as far as the whole may shrink, then as many as availability allows.
 */
export function shrinkOld(
  strategy: Strategy,
  replicas: number,
  old: readonly Sizes[],
  current: Sizes,
): { unhealthy: number[]; final: number[] } {
  const unhealthy = old.map(({ desired }) => desired);
  const minAvailable = replicas - unavailabilityOf(strategy, replicas);
  let mayGo = sum(unhealthy) + current.desired - minAvailable - (current.desired - current.available);
  // A replica set that has more available than it is to have has not yet said what became of its last step: wait for that.
  if (mayGo <= 0 || old.some(({ desired, available }) => available > desired)) return { unhealthy, final: unhealthy };
  old.forEach(({ desired, available }, i) => {
    const going = Math.min(mayGo, desired - available);
    mayGo -= going;
    unhealthy[i] = desired - going;
  });
  let spare = sum(old.map(({ available }) => available)) + current.available - minAvailable;
  const final = unhealthy.map((desired) => {
    const going = Math.max(0, Math.min(desired, spare));
    spare -= going;
    return desired - going;
  });
  return { unhealthy, final };
}

/** A replica set that takes part in proportional scaling; `maxBefore` is the size of the whole before (its max-replicas annotation). */
export interface Share {
  desired: number;
  maxBefore: number;
}

/**
 * Spreads a change of the whole over replica sets in the middle of a rollout, in proportion to their sizes: largest first,
 * what rounding leaves over goes to the first. Returns the new sizes in the given order.
 */
export function proportionalSizes(shares: readonly Share[], replicas: number, surge: number): number[] {
  const allowed = replicas > 0 ? replicas + surge : 0;
  const toAdd = allowed - sum(shares.map(({ desired }) => desired));
  if (toAdd === 0) return shares.map(({ desired }) => desired);
  let added = 0;
  const sizes = shares.map((share) => {
    const change = proportion(share, replicas, surge, toAdd, added);
    added += change;
    return share.desired + change;
  });
  if (sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  return sizes;
}

function proportion({ desired, maxBefore }: Share, replicas: number, surge: number, toAdd: number, added: number): number {
  if (desired === 0 || toAdd === added) return 0;
  const fraction = replicas === 0 ? -desired : roundHalfAway((desired * (replicas + surge)) / maxBefore) - desired;
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function roundHalfAway(value: number): number {
  return value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5);
}
