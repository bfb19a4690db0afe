const SECOND = 1_000;
const LONGEST = 300;

/** A container that ran this long starts with a clean slate (ms). */
export const RESET_AFTER = 600_000;

/** Crash back-offs in seconds: none, 10, 20, 40, 80, 160, 300, 300 …, by the crashes before. */
export function crashBackOff(crashes: number): number {
  return crashes <= 0 ? 0 : Math.min(10 * 2 ** Math.min(crashes - 1, 10), LONGEST);
}

/** Between which times after its end (ms) a container that backs off is restarted: the kubelet looks only now and then. */
export function restartWindow(seconds: number): [number, number] {
  if (seconds === 0) return [300, 1_000];
  const spread: Readonly<Record<number, number>> = { 10: 1.5, 20: 1.5, 40: 1.35, 80: 1.18, 160: 1.1 };
  return [seconds * SECOND, seconds * SECOND * (spread[seconds] ?? 1.05)];
}

/** Between which times after its end (ms) a waiting container begins to say CrashLoopBackOff, given when it will be restarted. */
export function backOffShown(seconds: number, restartAfter: number, ranFor: number): [number, number] {
  // Its start and its end are seen at once, and looked at twice.
  if (ranFor < SECOND) return [SECOND, 2 * SECOND];
  if (seconds <= 40) return [restartAfter - 1_500, restartAfter - 700];
  return [40 * SECOND, 60 * SECOND];
}

/** Ms from a failed pull to the next attempt, by how often it has failed in a row: 25, 25, 50, 100 … 375 s. */
export function pullRetry(failures: number): number {
  return Math.max(25, Math.min(10 * 2 ** Math.min(failures - 1, 10), LONGEST) * 1.25) * SECOND;
}

/** Ms after a failed pull until it is said to back off. */
export const PULL_BACKOFF_SHOWN: [number, number] = [12_000, 14_000];

/** Ms until what keeps a container from being created is looked at again. */
export function retryWindow(attempts: number): [number, number] {
  // After that the event recorder would drop nearly all of it anyway.
  return attempts < 20 ? [10_000, 15_000] : [300_000, 310_000];
}

/** Ms until a volume is mounted again: 0.5, 1, 2 … 122 s. */
export function mountRetry(attempts: number): number {
  return Math.min(500 * 2 ** Math.min(attempts, 10), 122_000);
}
