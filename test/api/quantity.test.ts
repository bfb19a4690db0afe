import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  fromInteger,
  fromMilli,
  isQuantity,
  isZero,
  maxQuantity,
  parseQuantity,
  sign,
  subtractQuantities,
  toInteger,
  toMilli,
  toNumber,
  zeroQuantity,
  type QuantityFormat,
} from '../../src/api/quantity.ts';

test.each([
  ['0.5', '500m'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0', '0'],
  ['0Ki', '0'],
  ['-.5Gi', '-512Mi'],
  ['0.1m', '100u'],
  ['0.5n', '1n'],
  ['1.5n', '2n'],
  ['1e3', '1e3'],
  ['12e4', '120e3'],
  ['1.5e3', '1500'],
  ['123e-5', '1230e-6'],
  ['1000k', '1M'],
  ['1023', '1023'],
  ['0.5Ki', '512'],
  ['1.1Ki', '1126400m'],
  ['0.1Gi', '107374182400m'],
  ['1000Mi', '1000Mi'],
  ['16Ei', '9223372036854775807'],
  ['9999E', '9999E'],
  ['3.14159265358979323846', '3141592654n'],
  ['1.25M', '1250k'],
  ['m', '0'],
])('%s is written %s', (text, canonical) => {
  expect(canonicalQuantity(text)).toBe(canonical);
});

describe('what is no quantity', () => {
  const format = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  test.each([
    ['', format],
    ['x', format],
    ['1 Gi', format],
    ['1gb', format],
    ['5GiB', format],
    ['1.2.3', format],
    ['--1', "unable to parse quantity's suffix"],
    ['1e3m', format],
    ['1K', "unable to parse quantity's suffix"],
    ['1ee', "unable to parse quantity's suffix"],
    ['1e+', "unable to parse quantity's suffix"],
  ])('%s', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
    expect(isQuantity(text)).toBe(false);
  });

  it('an exponent of millions costs nothing', () => {
    expect(toInteger(parseQuantity('1e99999999'))).toBeGreaterThan(2 ** 62);
    expect(canonicalQuantity('1e-99999999')).toBe('1e-9');
  });
});

const quantities = fc
  .record({
    unscaled: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
    scale: fc.integer({ min: -9, max: 9 }),
    format: fc.constantFrom<QuantityFormat>('DecimalSI', 'BinarySI', 'DecimalExponent'),
  })
  .map((q) => parseQuantity(formatQuantity(q)));

describe('laws', () => {
  it('canonical text stays as it is', () => {
    fc.assert(
      fc.property(quantities, (q) => {
        const text = formatQuantity(q);
        expect(canonicalQuantity(text)).toBe(text);
        expect(compareQuantities(parseQuantity(text), q)).toBe(0);
      }),
    );
  });

  it('addition and subtraction undo each other, exactly', () => {
    fc.assert(
      fc.property(quantities, quantities, (a, b) => void expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0)),
    );
  });

  it('the order is that of the numbers', () => {
    fc.assert(
      fc.property(quantities, quantities, (a, b) => {
        const order = compareQuantities(a, b);
        expect(compareQuantities(b, a)).toBe(order === 0 ? 0 : -order);
        if (Math.abs(toNumber(a) - toNumber(b)) > Math.abs(toNumber(a)) * 1e-9) expect(order).toBe(Math.sign(toNumber(a) - toNumber(b)));
      }),
    );
  });
});

it('counts whole units and thousandths away from zero', () => {
  expect(toMilli(parseQuantity('100u'))).toBe(1);
  expect(toInteger(parseQuantity('1500m'))).toBe(2);
  expect(toInteger(parseQuantity('-1500m'))).toBe(-2);
  expect(toNumber(parseQuantity('250m'))).toBe(0.25);
});

it('sums keep the notation of what was first there', () => {
  const sum = (...texts: string[]): string => formatQuantity(texts.map(parseQuantity).reduce(addQuantities, zeroQuantity));
  expect(sum()).toBe('0');
  expect(sum('100m', '900m')).toBe('1');
  expect(sum('512Mi', '512Mi')).toBe('1Gi');
  expect(sum('0', '1Gi', '1')).toBe('1073741825');
});

it('knows signs and extremes', () => {
  expect([sign(parseQuantity('-1m')), sign(parseQuantity('0')), sign(parseQuantity('2'))]).toEqual([-1, 0, 1]);
  expect(isZero(subtractQuantities(fromMilli(1500), fromMilli(1500)))).toBe(true);
  expect(formatQuantity(maxQuantity(fromInteger(2), fromMilli(2500)))).toBe('2500m');
  expect(formatQuantity(fromInteger(2 ** 30, 'BinarySI'))).toBe('1Gi');
});
