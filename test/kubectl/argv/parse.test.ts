import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlagValueError } from '../../../src/kubectl/argv/flag-values.ts';
import { parseCsvLine } from '../../../src/kubectl/argv/csv.ts';
import { arrayFlag, boolFlag, intFlag, listFlag, stringFlag } from '../../../src/kubectl/argv/flags.ts';
import { FlagError, parseArgv } from '../../../src/kubectl/argv/parse.ts';

const flags = {
  bool: boolFlag({ short: 'b', description: '' }),
  string: stringFlag({ short: 's', description: '' }),
  mode: stringFlag({ short: 'm', noOptDefVal: 'on', default: 'off', description: '' }),
  int: intFlag({ short: 'i', description: '' }),
  list: listFlag({ short: 'l', description: '' }),
  array: arrayFlag({ short: 'a', description: '' }),
};

const word = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '--',
    '-',
    '-b',
    '-s',
    '-bs',
    '-sx',
    '-s=x',
    '--bool',
    '--bool=false',
    '--string',
    '--mode',
    '--mode=x',
    '-l',
    '-a',
    '-i',
    '--int=7',
    'get',
  ),
);

describe('parseArgv', () => {
  test('reads every command line or refuses it in its own words', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        try {
          const { args, dashAt, flags: values } = parseArgv(argv, flags);
          expect(args.length).toBeLessThanOrEqual(argv.length);
          expect(dashAt).toBeLessThanOrEqual(args.length);
          expect(Object.keys(values)).toEqual(Object.keys(flags));
        } catch (error) {
          expect(error).toBeInstanceOf(FlagError);
        }
      }),
    );
  });

  test('what stands behind -- is left as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tail) => {
        expect(parseArgv(['x', '--', ...tail], flags)).toMatchObject({ args: ['x', ...tail], dashAt: 1 });
      }),
    );
  });

  test('every way to give a value gives the same', () => {
    const value = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('='));
    fc.assert(
      fc.property(value, (text) => {
        for (const argv of [['--string', text], [`--string=${text}`], ['-s', text], [`-s${text}`], [`-s=${text}`], [`-bs${text}`]]) {
          expect(parseArgv(argv, flags).flags['string']).toBe(text);
        }
      }),
    );
  });

  test('defaults are not shared between command lines', () => {
    (parseArgv(['-l', 'a'], flags).flags['list'] as string[]).push('b');
    expect(parseArgv([], flags).flags['list']).toEqual([]);
  });
});

describe('comma lists', () => {
  test('quoted fields come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
        const line = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
        expect(parseCsvLine(line)).toEqual(fields);
      }),
    );
  });

  test('any text is a list or an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Array.isArray(parseCsvLine(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(FlagValueError);
        }
      }),
    );
  });
});
