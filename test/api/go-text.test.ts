import { expect, test } from 'vitest';
import { goFloat, goJson, goNumber, goQuote, goValue } from '../../src/api/go-text.ts';

test.each([
  ['web', '"web"'],
  ['a "b" \\c', '"a \\"b\\" \\\\c"'],
  ['tab\tline\nbell\x07', '"tab\\tline\\nbell\\a"'],
  ['\x00\x7f', '"\\x00\\x7f"'],
  ['é世😀', '"é世😀"'],
  ['\u2028', '"\\u2028"'],
])('%j is quoted %s', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

test('values', () => {
  expect(goValue({ spec: { replicas: 'three', list: ['a', 'b'], none: null } })).toBe(
    'map[spec:map[list:[a b] none:<nil> replicas:three]]',
  );
  expect(goValue({ b: true, a: 1.5 })).toBe('map[a:1.5 b:true]');
});

test.each([
  [2000001000, '2.000001e+09'],
  [100000, '100000'],
  [1000000, '1e+06'],
  [0.25, '0.25'],
  [0.00001, '1e-05'],
  [0, '0'],
])('the float %d is %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
});

test('integers are never written as floats', () => {
  expect(goNumber(2000001000)).toBe('2000001000');
});

test('JSON with sorted keys and without what HTML would mind', () => {
  expect(goJson({ b: '<&>', a: [{ d: 1, c: null }], e: undefined })).toBe('{"a":[{"c":null,"d":1}],"b":"\\u003c\\u0026\\u003e"}');
});
