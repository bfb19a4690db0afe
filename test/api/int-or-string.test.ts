import { expect, test } from 'vitest';
import { parseIntOrString, percentage, scaledValue } from '../../src/api/int-or-string.ts';

test.each([
  [3, 10, true, 3],
  ['25%', 10, true, 3],
  ['25%', 10, false, 2],
  ['0%', 10, true, 0],
  ['150%', 4, false, 6],
  ['33%', 3, true, 1],
] as const)('%s of %i (up: %s) is %i', (value, total, up, expected) => {
  expect(scaledValue(value, total, up)).toBe(expected);
});

test('what is no percentage', () => {
  expect(() => scaledValue('ten', 10, true)).toThrow('invalid value for IntOrString: invalid type: string is not a percentage');
  expect(() => scaledValue('x%', 10, true)).toThrow('invalid value "x%": strconv.Atoi: parsing "x": invalid syntax');
  expect(percentage('http')).toBeUndefined();
  expect(percentage('7%')).toBe(7);
});

test('flags', () => {
  expect([parseIntOrString('80'), parseIntOrString('http'), parseIntOrString('50%'), parseIntOrString('99999999999')]).toEqual([
    80,
    'http',
    '50%',
    '99999999999',
  ]);
});
