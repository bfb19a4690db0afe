import { expect, test } from 'vitest';
import { yamlCodec } from '../../src/host/yaml-codec.ts';

const codec = await yamlCodec();

// Readers of YAML 1.1 take an unquoted time, `yes` or `010` for something else than text.
test.each([
  [{ creationTimestamp: '2026-01-01T00:00:00Z' }, 'creationTimestamp: "2026-01-01T00:00:00Z"\n'],
  [{ b: 'yes', a: '010', c: '1e3', d: 'plain' }, 'a: "010"\nb: "yes"\nc: "1e3"\nd: plain\n'],
  [{ items: [{ name: 'x', list: ['a', 1] }], none: [], empty: {} }, 'empty: {}\nitems:\n- list:\n  - a\n  - 1\n  name: x\nnone: []\n'],
  [{ text: 'two\nlines\n' }, 'text: |\n  two\n  lines\n'],
])('writes as Go does: %j', (value, text) => {
  expect(codec.stringify(value)).toBe(text);
  expect(codec.parse(text)).toEqual({ json: expect.any(String) as string });
  expect(JSON.parse((codec.parse(text) as { json: string }).json)).toEqual(value);
});

test.each([
  ['a: yes\nb: 2026-01-01T00:00:00Z', { json: '{"a":true,"b":"2026-01-01T00:00:00Z"}' }],
  ['a: &x {k: 1}\nb: *x', { json: '{"a":{"k":1},"b":{"k":1}}' }],
  ['a: *x', { error: "yaml: unknown anchor 'x' referenced" }],
  ['a: [', { error: expect.stringMatching(/^yaml: line \d+: did not find expected/) as string }],
  ['', { json: 'null' }],
])('reads as Go does: %j', (text, expected) => {
  expect(codec.parse(text)).toEqual(expected);
});
