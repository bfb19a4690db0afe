import { expect, test } from 'vitest';
import { parseLabelSpec } from '../../src/kubectl/label-spec.ts';

test('pairs, also with empty values and unusual keys', () => {
  expect(parseLabelSpec('app=web,tier=')).toEqual({ app: 'web', tier: '' });
  expect(Object.keys(parseLabelSpec('__proto__=x'))).toEqual(['__proto__']);
});

test.each([
  ['app', 'unexpected label spec: app'],
  ['a=b=c', 'unexpected label spec: a=b=c'],
  ['a=b,', 'unexpected label spec: '],
  ['=b', 'unexpected empty label key'],
])('%s is refused', (text, message) => {
  expect(() => parseLabelSpec(text)).toThrow(message);
});
