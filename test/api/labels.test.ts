import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  formatLabels,
  formatLabelSelector,
  formatSelector,
  matchesSelector,
  nothing,
  parseLabelSelector,
  selectorFromLabelSelector,
  selectorFromMap,
} from '../../src/api/labels.ts';

test.each([
  ['', ''],
  ['a', 'a'],
  ['!a', '!a'],
  ['a=b', 'a=b'],
  ['a==b', 'a==b'],
  ['a != b', 'a!=b'],
  ['b,a', 'a,b'],
  ['tier in (mem, disk,mem),app=cache', 'app=cache,tier in (disk,mem)'],
  ['a notin(x)', 'a notin (x)'],
  ['a in ()', 'a in ()'],
  ['a in (x,,y)', 'a in (,x,y)'],
  ['a=,b', 'a=,b'],
  ['in=in', 'in=in'],
  ['notin in (in,notin)', 'notin in (in,notin)'],
  ['a>5,b<7', 'a>5,b<7'],
])('%j is read as %j', (text, formatted) => {
  expect(formatSelector(parseLabelSelector(text))).toBe(formatted);
});

describe('refused', () => {
  const name = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  test.each([
    ['a,', "found '', expected: identifier after ','"],
    ['a,,b', "found ',', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['bad selector', "unable to parse requirement: found 'selector', expected: in, notin, =, ==, !=, gt, lt"],
    ['disktype in (ssd', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a in (x y)', "unable to parse requirement: found 'y', expected: ',' or ')'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a>x', `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`],
    ['/a', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
    ['-a=b', `unable to parse requirement: <nil>: Invalid value: "-a": name part ${name}`],
    ['a=-b', `unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of`],
  ])('%j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });
});

const labels = { app: 'web', tier: 'front', size: '7' };
test.each([
  ['', true],
  ['app=web', true],
  ['app=api', false],
  ['app!=api', true],
  ['none!=x', true],
  ['none', false],
  ['!none', true],
  ['app in (api,web)', true],
  ['app notin (api,web)', false],
  ['none notin (x)', true],
  ['size>5', true],
  ['size>7', false],
  ['size<10,app', true],
  ['app>5', false],
  ['constructor', false],
])('%j matches: %s', (text, matches) => {
  expect(matchesSelector(parseLabelSelector(text), labels)).toBe(matches);
});

describe('LabelSelector objects', () => {
  it('absent selects nothing, empty everything', () => {
    expect(matchesSelector(selectorFromLabelSelector(undefined), {})).toBe(false);
    expect(selectorFromLabelSelector(null)).toBe(nothing);
    expect(matchesSelector(selectorFromLabelSelector({}), undefined)).toBe(true);
  });

  it('are shown as selectors', () => {
    const selector = { matchLabels: { app: 'cache' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['mem', 'disk'] }] };
    expect(formatLabelSelector(selector)).toBe('app=cache,tier in (disk,mem)');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'old', operator: 'DoesNotExist' }] })).toBe('!old');
    expect(formatLabelSelector({})).toBe('<none>');
    expect(formatLabelSelector({ matchExpressions: [{ key: 'x', operator: 'Among', values: ['a'] }] })).toBe('<error>');
  });

  it('refuse values where none belong', () => {
    expect(() => selectorFromLabelSelector({ matchExpressions: [{ key: 'x', operator: 'Exists', values: ['a'] }] })).toThrow(
      'values set must be empty for exists and does not exist',
    );
  });
});

it('labels and maps as text', () => {
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
  expect(formatLabels({ pod: 'web', 'pod-template-hash': '1' })).toBe('pod-template-hash=1,pod=web');
  expect(formatLabels(undefined)).toBe('<none>');
  expect(formatSelector(selectorFromMap({ b: '2', a: '1' }))).toBe('a=1,b=2');
});

const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,5}[a-z0-9])?$/);
const requirement = fc.oneof(
  word,
  word.map((key) => `!${key}`),
  fc.tuple(word, fc.constantFrom('=', '==', '!='), word).map((parts) => parts.join('')),
  fc
    .tuple(word, fc.constantFrom('in', 'notin'), fc.array(word, { minLength: 1, maxLength: 4 }))
    .map(([key, op, values]) => `${key} ${op} (${values.join(',')})`),
);

describe('laws', () => {
  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), (parts) => {
        const selector = parseLabelSelector(parts.join(','));
        expect(parseLabelSelector(formatSelector(selector))).toEqual(selector);
      }),
    );
  });

  it('any text is either read or refused with a message', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('a', 'in', '(', ')', ',', '=', '!', ' ', '>', '-')).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            formatSelector(parseLabelSelector(text));
          } catch (error) {
            expect((error as Error).constructor.name).toBe('SelectorError');
          }
        },
      ),
    );
  });
});
