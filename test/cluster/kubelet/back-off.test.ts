import { expect, it } from 'vitest';
import { backOffShown, crashBackOff, mountRetry, pullRetry, restartWindow } from '../../../src/cluster/kubelet/back-off.ts';

it.each([
  [0, 0],
  [1, 10],
  [2, 20],
  [3, 40],
  [4, 80],
  [5, 160],
  [6, 300],
  [60, 300],
])('after %i crashes the back-off is %i s', (crashes, seconds) => expect(crashBackOff(crashes)).toBe(seconds));

it.each([0, 10, 20, 40, 80, 160, 300])('a back-off of %i s is waited out, and not twice', (seconds) => {
  const [from, to] = restartWindow(seconds);
  expect(from).toBeGreaterThanOrEqual(seconds * 1000);
  expect(to).toBeLessThanOrEqual(Math.max(1_000, seconds * 1500));
});

it.each([
  [10, 12_000, 2_000, 10_500, 11_300],
  [10, 12_000, 0, 1_000, 2_000],
  [80, 90_000, 2_000, 40_000, 60_000],
])('CrashLoopBackOff shows when it should: %i s', (seconds, restart, ran, from, to) =>
  expect(backOffShown(seconds, restart, ran)).toEqual([from, to]),
);

it('pulls are tried again after 25, 25, 50 … 375 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((failures) => pullRetry(failures) / 1000)).toEqual([25, 25, 50, 100, 200, 375, 375]);
});

it('mounts after 0.5, 1, 2 … 122 s', () => {
  expect([0, 1, 2, 8, 9].map((attempts) => mountRetry(attempts) / 1000)).toEqual([0.5, 1, 2, 122, 122]);
});
