import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indent, wordWrap } from '../../../src/kubectl/explain/wrap.ts';

describe('lines of an explanation', () => {
  it.each([
    ['one two three', 7, 'one two\nthree'],
    ['one two  three', 9, 'one two\nthree'],
    ['time.  Event', 20, 'time.  Event'],
    ['a line\nanother', 20, 'a line\nanother'],
    ['see https://example.com/a/very/long/address for it', 12, 'see\nhttps://example.com/a/very/long/address\nfor it'],
    ['ends with a break\n', 30, 'ends with a break\n'],
  ])('of %j in %d columns', (text, width, expected) => {
    expect(wordWrap(text, width)).toBe(expected);
  });

  it('keep all words, and fit where they can', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }), fc.integer({ min: 10, max: 40 }), (words, width) => {
        const lines = wordWrap(words.join(' '), width).split('\n');
        expect(lines.join(' ').split(' ')).toEqual(words);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('have their margin, the empty last one too', () => {
    expect(indent('a\nb\n', 2)).toBe('  a\n  b\n  ');
  });
});
