import { describe, expect, it, test } from 'vitest';
import { deepClone, type Json } from '../../../src/api/json.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../../src/api/patch/json-patch.ts';
import { PatchError } from '../../../src/api/patch/patch-error.ts';

const document = { a: 1, list: ['x', 'y'], deep: { 'k/e~y': true } };

test.each<[string, JsonPatchOperation, Json]>([
  ['adds a member', { op: 'add', path: '/b', value: 2 }, { ...document, b: 2 }],
  ['adds null', { op: 'add', path: '/b', value: null }, { ...document, b: null }],
  ['inserts', { op: 'add', path: '/list/1', value: 'z' }, { ...document, list: ['x', 'z', 'y'] }],
  ['appends', { op: 'add', path: '/list/-', value: 'z' }, { ...document, list: ['x', 'y', 'z'] }],
  ['replaces', { op: 'replace', path: '/list/0', value: 'z' }, { ...document, list: ['z', 'y'] }],
  ['replaces all', { op: 'replace', path: '', value: { b: 5 } }, { b: 5 }],
  ['replaces all, but not by a plain value', { op: 'replace', path: '', value: 5 }, document],
  ['adds at the end, counted from there', { op: 'add', path: '/list/-1', value: 'z' }, { ...document, list: [...document.list, 'z'] }],
  ['removes', { op: 'remove', path: '/deep/k~1e~0y' }, { ...document, deep: {} }],
  ['moves', { op: 'move', from: '/a', path: '/list/0' }, { list: [1, 'x', 'y'], deep: document.deep }],
  ['copies', { op: 'copy', from: '/list', path: '/deep' }, { ...document, deep: ['x', 'y'] }],
  ['tests', { op: 'test', path: '/deep', value: { 'k/e~y': true } }, document],
  ['tests what is missing', { op: 'test', path: '/nothing', value: null }, document],
])('%s', (_what, operation, expected) => {
  const before = deepClone(document);
  expect(applyJsonPatch(document, [operation])).toEqual(expected);
  expect(document).toEqual(before);
});

describe('refused', () => {
  test.each<[JsonPatchOperation, string]>([
    [{ op: 'remove', path: '/nothing' }, 'nonexistent key: nothing'],
    [{ op: 'replace', path: '/nothing', value: 1 }, 'doc is missing key: /nothing'],
    [{ op: 'add', path: '/no/where', value: 1 }, 'doc is missing path: "/no/where"'],
    [{ op: 'add', path: '/list/9', value: 1 }, 'invalid index referenced'],
    [{ op: 'add', path: '/list/x', value: 1 }, 'not a proper array index'],
    [{ op: 'add', path: 'a', value: 1 }, 'add operation does not apply: doc is missing path: "a": missing value'],
    [{ op: 'test', path: '/a', value: 2 }, 'test failed'],
    [{ op: 'frobnicate', path: '/a' }, 'invalid operation {"op":"frobnicate","path":"/a"}: unsupported operation'],
    [
      { op: 'move', from: '/deep', path: '/deep/x' },
      'move operation does not apply: doc is missing destination path: /deep/x: missing value',
    ],
    [{ op: 'remove', path: '/constructor' }, 'nonexistent key'],
    [{ op: 'add', path: '/__proto__/x', value: 1 }, 'doc is missing path'],
  ])('%j', (operation, message) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(PatchError);
    expect(() => applyJsonPatch(document, [operation])).toThrow(message);
  });

  it('one bad operation undoes all', () => {
    const before = deepClone(document);
    expect(() =>
      applyJsonPatch(document, [
        { op: 'add', path: '/b', value: 1 },
        { op: 'remove', path: '/c' },
      ]),
    ).toThrow(PatchError);
    expect(document).toEqual(before);
  });
});
