import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepClone, deepEqual, getOwn, isObject, setOwn } from '../../src/api/json.ts';

test('a clone equals its original and shares nothing with it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = deepClone(value);
      expect(copy).toEqual(value);
      expect(deepEqual(copy, value)).toBe(true);
      if (isObject(value) || Array.isArray(value)) expect(copy).not.toBe(value);
    }),
  );
});

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [null, {}, false],
  [{ toString: 1 }, {}, false],
  [{}, { constructor: 1 }, false],
])('%j and %j are equal: %s', (a, b, equal) => {
  expect(deepEqual(a, b)).toBe(equal);
  expect(deepEqual(b, a)).toBe(equal);
});

test('no key reaches a prototype', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as Record<string, unknown>;
  const copy = deepClone(hostile);
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((copy as { polluted?: boolean }).polluted).toBeUndefined();
  expect(getOwn({} as Record<string, unknown>, 'constructor')).toBeUndefined();
  const target = {};
  setOwn(target, '__proto__', 1);
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
});
