import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseError, readDocument, readDocuments } from '../../../src/kubectl/yaml/read.ts';

interface Recorded {
  name: string;
  text: string;
  documents?: unknown[];
  error?: string;
}

/** What kubectl v1.36 made of these files. */
const recorded = JSON.parse(readFileSync(new URL('recorded-reading.json', import.meta.url), 'utf8')) as Recorded[];

async function all(text: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value } of readDocuments(text)) values.push(value);
  return values;
}

describe('as recorded', () => {
  test.each(recorded)('$name', async ({ text, documents, error }) => {
    if (error !== undefined) await expect(all(text)).rejects.toThrow(new ParseError(error));
    else expect(await all(text)).toEqual(documents);
  });
});

test.each([
  ['y', true],
  ['off', false],
  ['0777', 511],
  ['0o17', 15],
  ['08', 8],
  ['1_000', 1000],
  ['1:30', '1:30'],
  ['.5', 0.5],
  ['0x1F', 31],
  ['~', null],
  ['2026-11-21', '2026-11-21'],
  ['1.5e400', '1.5e400'],
  ['"y"', 'y'],
  ['!!str 5', '5'],
  ['!custom 5', '5'],
])('a: %s', async (text, value) => expect(await readDocument(`a: ${text}\n`)).toEqual({ a: value }));

test('a __proto__ key is a key like any other', async () => {
  const value = (await readDocument('__proto__: {polluted: true}\na: 1\n')) as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(['__proto__', 'a']);
  expect(value['polluted']).toBeUndefined();
});

test('aliases that multiply are refused', async () => {
  const lines = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 9; i++)
    lines.push(
      `b${i}: &b${i} [${Array(10)
        .fill(i === 1 ? '*a' : `*b${i - 1}`)
        .join(',')}]`,
    );
  await expect(readDocument(lines.join('\n'))).rejects.toThrow('document contains excessive aliasing');
});

test('what is no manifest at all is refused without being read', async () => {
  await expect(readDocument('2026-11-21 INFO started\n'.repeat(200_000))).rejects.toThrow('is not a manifest');
  await expect(readDocument('[\n'.repeat(20_000))).rejects.toThrow('exceeded max depth of 10000');
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  await expect(readDocument(deep)).rejects.toThrow('json: offset 50001: exceeded max depth');
  await expect(readDocument(`# deep\n${deep}`)).rejects.toThrow('exceeded max depth of 10000');
  await expect(readDocument('\x7fELF\x02\x01\x00'.repeat(500_000))).rejects.toThrow('control characters are not allowed');
});

test('documents before the trouble are handed out', async () => {
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const { value } of readDocuments('{"a":1}{"b":2} x')) seen.push(value);
  })();
  await expect(reading).rejects.toThrow("json: offset 16: invalid character 'x' looking for beginning of value");
  expect(seen).toEqual([{ a: 1 }, { b: 2 }]);
});

test('no text makes it fail in another way than with a ParseError', async () => {
  const text = fc.stringMatching(/^[ \n\t:#a-c'"\-?|>&*!%@`{}[\],0-9]{0,60}$/);
  await fc.assert(
    fc.asyncProperty(text, async (source) => {
      try {
        await all(source);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }),
    { numRuns: 500 },
  );
});
