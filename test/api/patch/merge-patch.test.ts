import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deepClone, isObject, type Json, type JsonObject } from '../../../src/api/json.ts';
import { applyMergePatch, createMergePatch, createThreeWayMergePatch } from '../../../src/api/patch/merge-patch.ts';

// The examples of RFC 7386, appendix A.
test.each<[Json, Json, Json]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j with %j is %j', (target, patch, result) => {
  const before = deepClone(target);
  expect(applyMergePatch(target, patch)).toEqual(result);
  expect(target).toEqual(before);
});

const objects = fc.jsonValue({ maxDepth: 3 }).filter(isObject).map(withoutNulls);

function withoutNulls(value: JsonObject): JsonObject {
  const entries = Object.entries(value).filter(([key, item]) => item !== null && key !== '__proto__');
  return Object.fromEntries(entries.map(([key, item]) => [key, isObject(item) ? withoutNulls(item) : item]));
}

describe('laws', () => {
  it('a difference, applied, makes the one of the other', () => {
    fc.assert(fc.property(objects, objects, (a, b) => void expect(applyMergePatch(a, createMergePatch(a, b))).toEqual(b)));
  });

  it('equal objects have no difference, and applying twice is applying once', () => {
    fc.assert(
      fc.property(objects, objects, (a, patch) => {
        expect(createMergePatch(a, deepClone(a))).toEqual({});
        const once = applyMergePatch(a, patch);
        expect(applyMergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('three ways: what was applied before and is no longer wanted goes, what others set stays', () => {
    const original = { spec: { a: 1, b: 1 }, data: { x: 1 } };
    const modified = { spec: { a: 2 } };
    const current = { spec: { a: 1, b: 1, theirs: 1 }, data: { x: 1, y: 2 }, status: {} };
    const patch = createThreeWayMergePatch(original, modified, current);
    expect(patch).toEqual({ spec: { a: 2, b: null }, data: null });
    expect(applyMergePatch(current, patch)).toEqual({ spec: { a: 2, theirs: 1 }, status: {} });
  });
});
