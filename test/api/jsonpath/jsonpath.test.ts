import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/api/user-error.ts';
import { findResults, parseJsonPath, printJsonPath, printJsonPathAsJson, relaxedPath } from '../../../src/api/jsonpath/index.ts';

interface Recorded {
  object: unknown;
  cases: { template: string; strict?: boolean; output?: string; error?: string }[];
}

/** What kubectl v1.36 printed of this object. */
const { object, cases } = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Recorded;

describe('as recorded', () => {
  test.each(cases)('$template (strict: $strict)', ({ template, strict, output, error }) => {
    const print = (): string => printJsonPath(parseJsonPath(template), object, { strictKeys: strict });
    if (error === undefined) return expect(print()).toBe(output);
    let message = '';
    try {
      print();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(UserError);
      message = (thrown as Error).message;
    }
    expect(message.split('\n')[0]).toBe(error);
  });
});

test('an execution error shows the template and the object in Go', () => {
  expect(() => printJsonPath(parseJsonPath('{.a[3]}'), { a: [1, 'x', null, { b: 1.5 }].slice(0, 2), n: null })).toThrow(
    new UserError(
      'error executing jsonpath "{.a[3]}": Error executing template: array index out of bounds: index 3, length 2. Printing more information for debugging the template:\n' +
        '\ttemplate was:\n\t\t{.a[3]}\n\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"a":[]interface {}{1, "x"}, "n":interface {}(nil)}\n\n',
    ),
  );
});

test('numbers that went through Go types read as floats', () => {
  const path = parseJsonPath('{.p} {.q} {.p}');
  expect(printJsonPath(path, { p: 2000001000, q: 3 })).toBe('2000001000 3 2000001000');
  expect(printJsonPath(path, { p: 2000001000, q: 3 }, { floatNumbers: true })).toBe('2.000001e+09 3 2.000001e+09');
});

test('as JSON every action and text is a list', () => {
  expect(printJsonPathAsJson(parseJsonPath('{.a}-{.b[*]}'), { a: 1, b: [2, 3] }, {}, JSON.stringify)).toBe('[1]["-"][2,3]');
});

test.each([
  ['metadata.name', '{.metadata.name}'],
  ['.metadata.name', '{.metadata.name}'],
  ['{metadata.name}', '{.metadata.name}'],
  ['{.metadata.name}', '{.metadata.name}'],
  ['', ''],
])('relaxed %j', (text, path) => expect(relaxedPath(text)).toBe(path));

test('a path that is none is refused', () => expect(() => relaxedPath('{.a')).toThrow("expected a 'name1.name2' or '.name1.name2'"));

test('results of wildcards and descents come in the order of keys', () => {
  expect(findResults(parseJsonPath('{.*}'), { b: 1, a: { c: 2 } })).toEqual([[{ c: 2 }, 1]]);
  expect(findResults(parseJsonPath('{..c}'), { b: { c: 1 }, a: [{ c: 2 }] })).toEqual([[2, 1]]);
});

test('no template makes it fail in another way than with a UserError', () => {
  const template = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '.',
      '..',
      '*',
      '?(',
      ')',
      '@',
      '$',
      '"',
      "'",
      '\\',
      'a',
      '0',
      '-1',
      ':',
      ',',
      '==',
      '<',
      'range ',
      'end',
      ' ',
      '|',
    ),
    {
      maxLength: 14,
    },
  );
  fc.assert(
    fc.property(template, fc.jsonValue(), (pieces, data) => {
      try {
        printJsonPath(parseJsonPath(pieces.join('')), data);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 2000 },
  );
});
