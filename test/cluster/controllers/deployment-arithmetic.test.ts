import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newReplicaSetSize,
  proportionalSizes,
  shrinkOld,
  sum,
  surgeOf,
  unavailabilityOf,
  type Strategy,
} from '../../../src/cluster/controllers/deployment/arithmetic.ts';

const rolling = (maxSurge: number | string, maxUnavailable: number | string): Strategy => ({
  type: 'RollingUpdate',
  maxSurge,
  maxUnavailable,
});
const recreate: Strategy = { type: 'Recreate', maxSurge: 0, maxUnavailable: 0 };

describe('surge and unavailability', () => {
  it.each([
    [rolling('25%', '25%'), 3, 1, 0],
    [rolling('25%', '25%'), 4, 1, 1],
    [rolling('25%', '25%'), 10, 3, 2],
    [rolling('50%', '30%'), 4, 2, 1],
    [rolling(0, '10%'), 4, 0, 1],
    [rolling('0%', '0%'), 4, 0, 1],
    [rolling(3, 2), 10, 3, 2],
    [rolling('100%', '100%'), 5, 5, 5],
    [rolling('200%', '100%'), 4, 8, 4],
    [rolling(1, 9), 4, 1, 4],
    [rolling('25%', '25%'), 0, 0, 0],
    [recreate, 4, 0, 0],
  ])('%o of %i: %i more, %i less', (strategy, replicas, surge, unavailable) => {
    expect(surgeOf(strategy, replicas)).toBe(surge);
    expect(unavailabilityOf(strategy, replicas)).toBe(unavailable);
  });
});

describe('the size of the new replica set', () => {
  it.each([
    [rolling('25%', '25%'), 3, 0, 3, 1],
    [rolling('25%', '25%'), 3, 1, 2, 2],
    [rolling('25%', '25%'), 3, 1, 3, 1],
    [rolling(0, 1), 4, 0, 4, 0],
    [rolling(0, 1), 4, 0, 3, 1],
    [rolling('100%', 0), 4, 0, 4, 4],
    [rolling('25%', '25%'), 3, 0, 0, 3],
    [recreate, 3, 0, 3, 3],
  ])('%o, %i wanted, %i there beside %i old: %i', (strategy, replicas, present, old, size) => {
    expect(newReplicaSetSize(strategy, replicas, present, old)).toBe(size);
  });
});

describe('shrinking the old replica sets', () => {
  it.each([
    // [strategy, replicas, old, new] -> after taking what is unhealthy, after taking what may be missing
    [rolling('25%', '25%'), 3, [[3, 3]], [1, 0], [3], [3]],
    [rolling('25%', '25%'), 3, [[3, 3]], [1, 1], [3], [2]],
    [rolling(3, 2), 10, [[10, 10]], [3, 0], [10], [8]],
    [rolling(0, 1), 4, [[4, 4]], [0, 0], [4], [3]],
    [rolling(0, 1), 4, [[4, 3]], [0, 0], [3], [3]],
    [
      rolling('25%', '25%'),
      4,
      [
        [1, 0],
        [4, 4],
      ],
      [0, 0],
      [0, 4],
      [0, 3],
    ],
    [rolling(2, 0), 4, [[4, 4]], [2, 0], [4], [4]],
    // Its status has not caught up with its last step.
    [rolling(3, 2), 6, [[5, 11]], [4, 0], [5], [5]],
  ] as const)('%o of %i: old %o, new %o', (strategy, replicas, old, current, unhealthy, final) => {
    const sizes = old.map(([desired, available]) => ({ desired, available }));
    expect(shrinkOld(strategy, replicas, sizes, { desired: current[0], available: current[1] })).toEqual({ unhealthy, final });
  });

  it('never leaves fewer available than the strategy allows', () => {
    const size = fc
      .integer({ min: 0, max: 20 })
      .chain((desired) => fc.integer({ min: 0, max: desired }).map((available) => ({ desired, available })));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(size, { maxLength: 4 }),
        size,
        (replicas, surge, missing, old, current) => {
          const strategy = rolling(surge, missing);
          const before = sum(old.map(({ available }) => available)) + current.available;
          const { final } = shrinkOld(strategy, replicas, old, current);
          // At worst every pod that goes was an available one, beyond those that were not.
          const left = sum(final.map((desired, i) => Math.min(desired, old[i]!.available))) + current.available;
          expect(left).toBeGreaterThanOrEqual(Math.min(before, replicas - unavailabilityOf(strategy, replicas)));
          final.forEach((desired, i) => expect(desired).toBeLessThanOrEqual(old[i]!.desired));
        },
      ),
    );
  });
});

describe('proportional scaling', () => {
  it.each([
    // sizes, largest first; the size of the whole before; wanted; surge
    [[8, 5], 13, 15, 3, [11, 7]],
    [[11, 7], 18, 6, 3, [5, 4]],
    [[5, 5], 10, 20, 0, [10, 10]],
    [[10, 5, 1], 16, 0, 0, [0, 0, 0]],
    [[3, 1], 4, 3, 1, [3, 1]],
    [[6, 4], 10, 11, 0, [7, 4]],
  ])('%o of %i to %i + %i: %o', (sizes, maxBefore, replicas, surge, expected) => {
    expect(
      proportionalSizes(
        sizes.map((desired) => ({ desired, maxBefore })),
        replicas,
        surge,
      ),
    ).toEqual(expected);
  });

  it('gives out exactly the allowed number when growing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 20 }),
        (sizes, replicas, surge) => {
          sizes.sort((a, b) => b - a);
          const before = sum(sizes);
          fc.pre(replicas + surge >= before);
          const after = proportionalSizes(
            sizes.map((desired) => ({ desired, maxBefore: before })),
            replicas,
            surge,
          );
          expect(sum(after)).toBe(replicas + surge);
          after.forEach((size, i) => expect(size).toBeGreaterThanOrEqual(sizes[i]!));
        },
      ),
    );
  });
});
