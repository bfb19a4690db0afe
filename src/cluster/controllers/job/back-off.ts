/** Failures in a row, and when the last of them was (ms since the epoch). */
export interface Failures {
  count: number;
  last: number;
}

const FIRST = 10_000;
const LONGEST = 600_000;

/** When the next pod may be created after so many failures: 10 s after the first, doubling, at most 10 minutes. */
export function nextAttempt({ count, last }: Failures): number {
  return count <= 0 ? -Infinity : last + Math.min(FIRST * 2 ** Math.min(count - 1, 20), LONGEST);
}

/** Counts pods that have newly finished, in the order of their ends: a success starts the count anew. */
export function countFailures(before: Failures, finished: readonly { succeeded: boolean; at: number }[]): Failures {
  let failures = before;
  for (const { succeeded, at } of [...finished].sort((a, b) => a.at - b.at || Number(a.succeeded) - Number(b.succeeded))) {
    failures = succeeded ? { count: 0, last: 0 } : { count: failures.count + 1, last: Math.max(failures.last, at) };
  }
  return failures;
}
