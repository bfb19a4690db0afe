import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toKyaml } from '../../../src/kubectl/yaml/kyaml.ts';
import { readDocument } from '../../../src/kubectl/yaml/read.ts';
import { toYaml } from '../../../src/kubectl/yaml/write.ts';
import { parseTranscript } from '../../transcripts/transcript.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
/** The object was printed by kubectl v1.36, which adds an empty map of annotations on the way. */
const recorded = (): Record<string, unknown> => {
  const object = JSON.parse(read('recorded-object.json')) as { metadata: object };
  return { ...object, metadata: { ...object.metadata, annotations: {} } };
};

test('an object full of awkward strings and keys prints as recorded', () => {
  expect(toYaml(recorded())).toBe(read('recorded-object.yaml'));
  expect(toKyaml(recorded())).toBe(read('recorded-object.kyaml'));
});

describe('what transcripts show of -o yaml is read and written back to the same bytes', () => {
  const folder = new URL('../../transcripts/1-foundation/', import.meta.url);
  const blocks = readdirSync(folder).flatMap((file) =>
    parseTranscript(readFileSync(new URL(file, folder), 'utf8')).flatMap((step) =>
      step.kind === 'command' && /(?:-o|--output)[ =]?yaml/.test(step.command) && /^(?:apiVersion: .*\n|items:\n)/.test(step.output)
        ? step.output.split('---\n').map((text) => ({ name: `${file}: ${step.command.split('\n')[0]}`, text: `${text.trimEnd()}\n` }))
        : [],
    ),
  );
  test('there are such', () => expect(blocks.length).toBeGreaterThan(5));
  test.each(blocks.filter(({ text }) => text.startsWith('apiVersion: ')))('$name', async ({ text }) => {
    // A session may cut a document off (`| head`, `sed '/^status/,$d'`), which leaves it valid but for a dangling key.
    const value = await readDocument(text);
    expect(toYaml(value)).toBe(text);
  });
});

test.each([
  ['text', 'text\n'],
  ['', '""\n'],
  [null, 'null\n'],
  [{}, '{}\n'],
  [[], '[]\n'],
  [{ a: undefined }, '{}\n'],
  [{ a: undefined, b: 1 }, 'b: 1\n'],
  [[[], {}, [[1]]], '- []\n- {}\n- - - 1\n'],
  [{ a: [{ b: { c: 1 }, d: [2] }] }, 'a:\n- b:\n    c: 1\n  d:\n  - 2\n'],
  [{ k10: 1, k9: 2, 'k-': 3, k_: 4 }, 'k-: 3\nk_: 4\nk9: 2\nk10: 1\n'],
])('%j', (value, text) => expect(toYaml(value)).toBe(text));

test('whatever is written reads back as it was', async () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  // What is not printable is read back, too, as escapes; only text that YAML does not allow raw stays out.
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ \n:#a-c'"\-?|>]{0,120}$/));
  const value = fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    fc.oneof(json, text, fc.array(text)),
    { minKeys: 1 },
  );
  await fc.assert(
    fc.asyncProperty(value, async (object) => {
      const normal = JSON.parse(JSON.stringify(object)) as unknown;
      // A `---` line within a text cuts the document, as it does in kubectl.
      fc.pre(!/^---/m.test(toYaml(normal)));
      expect(await readDocument(toYaml(normal))).toEqual(normal);
    }),
    { numRuns: 300 },
  );
});
