import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { structDiff, unifiedDiff } from '../../../src/cluster/kinds/struct-diff.ts';

/** Applies a unified diff the way patch(1) does. */
function applied(a: readonly string[], diff: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const line of diff) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      while (at < start) result.push(a[at++]!);
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      if (a[at] !== line.slice(1)) throw new Error(`line ${at} is not ${line}`);
      if (line.startsWith(' ')) result.push(line.slice(1));
      at++;
    }
  }
  return [...result, ...a.slice(at)];
}

describe('a unified diff', () => {
  test('turns the first text into the second', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '{', '}'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(applied(a, unifiedDiff(a, b))).toEqual(b);
      }),
    );
  });

  test('turns long texts of few different lines into each other', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '}'), { minLength: 200, maxLength: 260 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(applied(a, unifiedDiff(a, b))).toEqual(b);
      }),
      { numRuns: 20 },
    );
  });

  test('is empty for equal texts', () => expect(unifiedDiff(['a', 'b'], ['a', 'b'])).toEqual([]));

  test('escapes as Go does', () =>
    expect(structDiff({ A: 'a && b' }, { A: '<' })).toBe('@@ -1,3 +1,3 @@\n {\n- "A": "a \\u0026\\u0026 b"\n+ "A": "\\u003c"\n }'));
});
