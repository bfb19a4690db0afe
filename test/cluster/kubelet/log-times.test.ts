import { expect, test } from 'vitest';
import { logTimes } from '../../../src/cluster/kubelet/container-log.ts';

test('lines of one millisecond are stamped in their order, however many there are', () => {
  const lines = Array.from({ length: 5_000 }, (_, i) => ({
    at: i < 4_000 ? 1_700_000_000_123 : 1_700_000_000_124,
    text: `line ${i}`,
    open: false,
  }));
  const times = logTimes(lines);
  expect(times).toEqual([...times].sort());
  expect(new Set(times.slice(0, 20)).size).toBe(20);
  expect(times[0]).toMatch(/^2023-11-14T22:13:20\.123\d{6}Z$/);
  expect(times[4_000]).toMatch(/^2023-11-14T22:13:20\.124\d{6}Z$/);
  expect(logTimes(lines.slice(0, 7))).toEqual(times.slice(0, 7));
});
