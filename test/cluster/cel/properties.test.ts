import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../../src/cluster/cel/compile.ts';
import { CompileError } from '../../../src/cluster/cel/source.ts';
import { DYN, INT, listOf, mapOf, objectType, STRING } from '../../../src/cluster/cel/types.ts';
import { CostError, EvaluationError, fromJson } from '../../../src/cluster/cel/values.ts';

const GOOD = [
  "object.spec.containers.all(c, has(c.image) && c.image.matches('^[a-z]+:[0-9.]+$'))",
  "object.?metadata.labels[?'app'].orValue('none') in ['a', 'b'] ? size(object.spec) > 1 : !has(object.status)",
  '[1, 2u, 3.5].map(x, x > 1, {"k": x}).filter(e, e.k != 2).exists_one(e, true)',
  "timestamp('2024-01-01T00:00:00Z') + duration('1h') > timestamp(n) && quantity('1Gi').isGreaterThan(quantity(text))",
  "Object{spec: Object.spec{replicas: n, ?image: optional.of('x')}}.spec.replicas == -n % 3 * (n - 1) / 2",
  'words.map(w, w.lowerAscii()).join(",").split(",", n).sort() == lists.range(3).map(i, string(i))',
  "{'a': 1, 'b': n}.transformMap(k, v, v * 2).exists(k, v, v > 3 || k.startsWith('a')) && \"\\u00e9\\n\" != r'\\x' + '''z'''",
  "typed.name == b'abc' || cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && '%s-%d'.format([text, n]) != null",
];
const PARTS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  '?',
  ':',
  '!',
  '-',
  '+',
  '*',
  '&&',
  '||',
  '==',
  'in',
  "'",
  '"',
  '\\',
  '//',
  '\n',
  '0x',
  '1e',
  'has(',
  'object',
  '.?',
  '[?',
  'é',
  '😀',
  '`',
  '$',
  '__proto__',
  'constructor',
  'null',
  'b"',
  "r'",
];

const environment = {
  variables: {
    object: DYN,
    n: INT,
    text: STRING,
    words: listOf(STRING),
    map: mapOf(STRING, INT),
    typed: objectType('Typed', { name: STRING }),
  },
  message: (name: string) => (/^Object\b/.test(name) ? { kind: 'object' as const, name, field: () => DYN } : undefined),
};
const values = new Map(
  Object.entries({
    object: fromJson({ metadata: { name: 'a', labels: {} }, spec: { replicas: 1, containers: [{ name: 'c', image: 'x:1' }] } }),
    n: 3n,
    text: '1Mi',
    words: ['B', 'a'],
    map: fromJson({ a: 1 }),
    typed: fromJson({ name: 'x' }),
  }),
);

/** A good expression with characters dropped, doubled and put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.array(fc.tuple(fc.nat(200), fc.nat(3), fc.constantFrom(...PARTS), fc.boolean()), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, edits]) =>
    edits.reduce((now, [at, length, part, insert]) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + (insert ? part : '') + now.slice(place + length);
    }, text),
  );

function survives(text: string): void {
  try {
    const program = compile(text, environment);
    program.evaluate((name) => values.get(name));
  } catch (error) {
    if (error instanceof CompileError) {
      expect(error.message).toMatch(/^ERROR: <input>:-?\d+:\d+: /);
      return;
    }
    if (error instanceof EvaluationError || error instanceof CostError) return;
    throw new Error(`internal error on ${JSON.stringify(text)}`, { cause: error });
  }
}

test('whatever an expression looks like, it compiles, or it is told why it does not', () => {
  for (const text of GOOD) survives(text);
  fc.assert(fc.property(mutated, survives), { numRuns: 3000 });
});

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), survives), { numRuns: 1000 });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PARTS), { maxLength: 25 }).map((parts) => parts.join('')),
      survives,
    ),
    { numRuns: 2000 },
  );
});

test('very deep and very long expressions end', () => {
  survives('('.repeat(20_000));
  survives('['.repeat(300) + ']'.repeat(300));
  survives('-'.repeat(5000) + '1');
  survives('!'.repeat(5000) + 'true');
  survives(Array(5000).fill('true').join(' && '));
  survives(Array(300).fill('n').join(' + '));
  survives('object' + '.a'.repeat(300));
  survives('x ? '.repeat(3000) + '1');
  survives('true ? 1 : '.repeat(9000) + '1');
  survives('{1: '.repeat(20_000));
  survives('f('.repeat(40_000));
  survives('object{a: '.repeat(9000));
  survives("'" + 'a'.repeat(99_000) + "'");
  survives('words' + '.map(w, w)'.repeat(200));
  survives("('a' + " + "'b' + ".repeat(100) + "'c').matches('(a*)*b')");
});
