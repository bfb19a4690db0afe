import { deepClone, setOwn } from '../../src/api/json.ts';
import type { Random } from '../../src/cluster/sim/random.ts';

/** Values that have broken programs before. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2147483648,
  9007199254740992,
  '',
  ' ',
  'x',
  'x'.repeat(300),
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '../..',
  '%2e%2e',
  'a/b',
  'a%b',
  '\u0000',
  '\ud800',
  '😀',
  'ÄÖ',
  'Infinity',
  'NaN',
  '-5',
  '1e9',
  '99999999999999999999',
  '100%',
  '2026-01-01T00:00:00Z',
  '2026-13-40T99:99:99Z',
  '10.96.0.1',
  '::1',
  '1Gi',
  '1.5.5',
  '* * * * *',
  '$(VAR)',
  '{{',
  'self.x',
  [],
  {},
  [null],
  [[[]]],
  [{}],
  { '': '' },
  { a: null },
  { matchLabels: 5 },
  { key: 'k', operator: 'In' },
];
const STRANGE_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'a b',
  'x/y/z',
  'metadata',
  'spec',
  'status',
  'kind',
  '0',
  'unknownField',
];

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.int(items.length)] as T;
}

/** A private copy with one to four changes anywhere in it. */
export function mutated(random: Random, value: unknown, others: readonly unknown[] = []): unknown {
  let result = deepClone(value);
  for (let times = 1 + random.int(4); times > 0; times -= 1) result = changed(random, result, others);
  return result;
}

function changed(random: Random, value: unknown, others: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null || random.int(12) === 0) return strange(random, value, others);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.int(6) === 0)
      return [...value, deepClone(value.length > 0 ? pick(random, value) : strange(random, {}, others))];
    const at = random.int(value.length);
    if (random.int(6) === 0) return value.filter((_, i) => i !== at);
    return value.map((item: unknown, i) => (i === at ? changed(random, item, others) : item));
  }
  const keys = Object.keys(value);
  const copy = value as Record<string, unknown>;
  const choice = random.int(8);
  if (keys.length === 0 || choice === 0) setOwn(copy, pick(random, STRANGE_KEYS), strange(random, undefined, others));
  else if (choice === 1) delete copy[pick(random, keys)];
  else if (choice === 2) setOwn(copy, pick(random, keys), deepClone(copy[pick(random, keys)]));
  else {
    const key = pick(random, keys);
    setOwn(copy, key, changed(random, copy[key], others));
  }
  return copy;
}

function strange(random: Random, value: unknown, others: readonly unknown[]): unknown {
  if (typeof value === 'string' && random.int(3) === 0) return mutatedText(random, value);
  if (typeof value === 'number' && random.int(3) === 0) return value * (random.int(5) - 2) + random.int(3) - 1;
  if (others.length > 0 && random.int(4) === 0) return deepClone(somewhereIn(random, pick(random, others)));
  return deepClone(pick(random, STRANGE));
}

function somewhereIn(random: Random, value: unknown): unknown {
  let here = value;
  while (typeof here === 'object' && here !== null && random.int(4) > 0) {
    const inner: unknown[] = Object.values(here);
    if (inner.length === 0) break;
    here = pick(random, inner);
  }
  return here;
}

const CHARACTERS = [...'abz019-_./%\\"\'{}[](),:;=!<>&?*#@$^|~` \t\n\0ÿ€', '%2f', '%zz', '..', '//', '__proto__'];

export function mutatedText(random: Random, text: string): string {
  let result = text;
  for (let times = 1 + random.int(3); times > 0; times -= 1) {
    const at = random.int(result.length + 1);
    const until = at + random.int(4);
    const choice = random.int(4);
    if (choice === 0) result = result.slice(0, at) + pick(random, CHARACTERS) + result.slice(at);
    else if (choice === 1) result = result.slice(0, at) + result.slice(until);
    else if (choice === 2) result = result.slice(0, at) + result.slice(at, until) + result.slice(at);
    else result = result.slice(0, at) + pick(random, CHARACTERS) + result.slice(until);
  }
  return result;
}
