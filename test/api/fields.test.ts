import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { formatFieldSelector, matchesFields, parseFieldSelector } from '../../src/api/fields.ts';

const pod = { 'metadata.name': 'web', 'status.phase': 'Running', 'spec.nodeName': '' };

test.each([
  ['', true],
  ['status.phase=Running', true],
  ['status.phase==Running', true],
  ['status.phase!=Running', false],
  ['spec.nodeName=', true],
  ['spec.nodeName!=', false],
  ['metadata.name=web,status.phase=Pending', false],
  ['metadata.name=web,,status.phase=Running,', true],
  ['spec.hostname!=x', true],
])('%j matches: %s', (text, matches) => {
  expect(matchesFields(parseFieldSelector(text), pod)).toBe(matches);
});

test.each([
  ['status.phase', "invalid selector: 'status.phase'; can't understand 'status.phase'"],
  ['a=b,c', "invalid selector: 'a=b,c'; can't understand 'c'"],
  ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
  ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
])('%j is refused', (text, message) => {
  expect(() => parseFieldSelector(text)).toThrow(message);
});

it('values may hold anything, escaped', () => {
  expect(parseFieldSelector('a=x\\,y\\=z\\\\')).toEqual([{ field: 'a', operator: '=', value: 'x,y=z\\' }]);
});

it('what is written is read back', () => {
  const term = fc.record({ field: fc.stringMatching(/^[a-z.]+$/), operator: fc.constantFrom<'=' | '!='>('=', '!='), value: fc.string() });
  fc.assert(fc.property(fc.array(term), (terms) => void expect(parseFieldSelector(formatFieldSelector(terms))).toEqual(terms)));
});
