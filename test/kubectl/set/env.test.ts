import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedEnv, parseEnvironment, splitEnvironment, variablesFrom, type EnvVar } from '../../../src/kubectl/set/env.ts';

const stdin = (text: string) => () => Promise.resolve(text);

describe('the variables of set env', () => {
  test('resources come first, then changes', () => {
    expect(splitEnvironment(['deploy', 'web', 'A=1', 'B-', '-'])).toEqual({ resources: ['deploy', 'web'], changes: ['A=1', 'B-', '-'] });
    expect(splitEnvironment(['deploy/web', '=1'])).toEqual({ resources: ['deploy/web', '=1'], changes: [] });
  });

  test('standard input is taken line by line as it is', async () => {
    const text = '#x\nA B=1\n  Y=2 # c\n\nnothing\n=5\n';
    expect(await parseEnvironment(['-', 'Y-'], stdin(text))).toEqual({
      set: [
        { name: 'A B', value: '1' },
        { name: '  Y', value: '2 ' },
        { name: '', value: '5' },
      ],
      remove: ['Y'],
    });
  });

  test('what is there keeps its place, and of two values the first counts', () => {
    const present: EnvVar[] = [{ name: 'A', value: '1' }, { name: 'B', valueFrom: {} }, { name: 'C' }];
    const set: EnvVar[] = [
      { name: 'D', value: '4' },
      { name: 'B', value: '2' },
      { name: 'D', value: '5' },
    ];
    expect(changedEnv(present, { set, remove: ['A'] })).toEqual([{ name: 'B', value: '2' }, { name: 'C' }, { name: 'D', value: '4' }]);
  });

  test('a change made twice is made once', () => {
    const names = fc.constantFrom<string[]>('A', 'B', 'C', 'D');
    const variables = fc.uniqueArray(fc.record({ name: names, value: fc.string() }), { selector: ({ name }) => name });
    fc.assert(
      fc.property(variables, variables, fc.array(names), (present, set, remove) => {
        const once = changedEnv(present, { set, remove });
        expect(changedEnv(once, { set, remove })).toEqual(once);
        expect(once.filter(({ name }) => remove.includes(name))).toEqual([]);
      }),
    );
  });

  test('keys become names', () => {
    const renamed: string[] = [];
    const conf = { kind: 'ConfigMap', metadata: { name: 'conf' }, data: { 'db-host': '', C: '', '1k': '' } };
    const reference = (key: string): object => ({ configMapKeyRef: { name: 'conf', key } });
    expect(variablesFrom(conf, ['C', 'db-host', 'none'], (key, name) => renamed.push(`${key} ${name}`))).toEqual([
      { name: 'C', valueFrom: reference('C') },
      { name: 'DB_HOST', valueFrom: reference('db-host') },
    ]);
    expect(renamed).toEqual(['db-host DB_HOST']);
    expect(() => variablesFrom({ kind: 'Pod', metadata: {} }, [], () => undefined)).toThrow('unsupported resource specified in --from');
  });
});
