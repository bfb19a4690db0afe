import { describe, expect, it } from 'vitest';
import { lastBeat } from '../../../src/cluster/kinds/heartbeat.ts';

describe('heartbeats', () => {
  const start = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [0, 0],
    [9_999, 0],
    [10_000, 10_000],
    [25_000, 20_000],
    [86_400_000, 86_400_000],
  ])('%i ms later the last beat was at %i', (later, beat) => {
    expect(lastBeat('2026-01-01T00:00:00Z', 10_000, start + later)).toBe(start + beat);
  });

  it('is not known before the first, or without one', () => {
    expect(lastBeat('2026-01-01T00:00:00Z', 10_000, start - 1)).toBeUndefined();
    expect(lastBeat(undefined, 10_000, start)).toBeUndefined();
  });
});
