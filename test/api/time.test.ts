import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  formatDuration,
  formatMicroTime,
  formatRfc1123,
  formatRfc3339,
  humanDuration,
  parseDuration,
  parseTime,
} from '../../src/api/time.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

test.each([
  [-2 * s, '<invalid>'],
  [-s, '0s'],
  [0, '0s'],
  [119 * s + 999, '119s'],
  [120 * s, '2m'],
  [123 * s, '2m3s'],
  [9 * m + 59 * s, '9m59s'],
  [10 * m + 30 * s, '10m'],
  [179 * m, '179m'],
  [3 * h + 4 * m, '3h4m'],
  [3 * h, '3h'],
  [8 * h + 59 * m, '8h'],
  [47 * h, '47h'],
  [48 * h, '2d'],
  [5 * d + 3 * h, '5d3h'],
  [8 * d + 3 * h, '8d'],
  [729 * d, '729d'],
  [730 * d, '2y'],
  [800 * d, '2y70d'],
  [8 * 365 * d, '8y'],
])('%i ms is %s old', (ms, age) => {
  expect(humanDuration(ms)).toBe(age);
});

describe('times', () => {
  const ms = Date.UTC(2026, 10, 21, 5, 47, 58, 123);

  it('are written in three ways', () => {
    expect(formatRfc3339(ms)).toBe('2026-11-21T05:47:58Z');
    expect(formatMicroTime(ms + 0.456)).toBe('2026-11-21T05:47:58.123456Z');
    expect(formatRfc1123(ms)).toBe('Sat, 21 Nov 2026 05:47:58 +0000');
  });

  test.each([
    ['2026-11-21T05:47:58Z', Date.UTC(2026, 10, 21, 5, 47, 58)],
    ['2026-11-21T05:47:58.5Z', Date.UTC(2026, 10, 21, 5, 47, 58, 500)],
    ['2026-11-21T05:47:58+02:30', Date.UTC(2026, 10, 21, 3, 17, 58)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-11-21T24:00:00Z', undefined],
    ['2026-11-21', undefined],
    ['2026-11-21t05:47:58z', undefined],
    ['2026-11-21T05:47:58+24:00', undefined],
    ['', undefined],
  ])('%s is read', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it('come back as they were', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => void expect(parseTime(formatMicroTime(time))).toBeCloseTo(time, 3)));
  });
});

describe('durations', () => {
  test.each([
    ['0', 0, '0s'],
    ['30s', 30 * s, '30s'],
    ['1h30m', 90 * m, '1h30m0s'],
    ['1.5s', 1500, '1.5s'],
    ['-2m', -2 * m, '-2m0s'],
    ['250ms', 250, '250ms'],
    ['1500us', 1.5, '1.5ms'],
    ['10ns', 1e-5, '10ns'],
    ['.5h', 30 * m, '30m0s'],
    ['8760h', 8760 * h, '8760h0m0s'],
  ])('%s', (text, ms, written) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
    expect(formatDuration(ms)).toBe(written);
  });

  test.each([
    ['soon', 'time: invalid duration "soon"'],
    ['', 'time: invalid duration ""'],
    ['10', 'time: missing unit in duration "10"'],
    ['10x', 'time: unknown unit "x" in duration "10x"'],
    ['.s', 'time: invalid duration ".s"'],
    ['1h-5m', 'time: unknown unit "h-" in duration "1h-5m"'],
    ['9999999999h', 'time: invalid duration "9999999999h"'],
  ])('%j is refused', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });

  it('written and read are the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (ms) => void expect(parseDuration(formatDuration(ms))).toBe(ms === 0 ? 0 : ms)),
    );
  });
});
