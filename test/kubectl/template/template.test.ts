import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/api/user-error.ts';
import { parseGoTemplate, printGoTemplate } from '../../../src/kubectl/template/index.ts';

interface Recorded {
  object: unknown;
  cases: { template: string; strict?: boolean; output?: string; partial?: string; error?: string }[];
}

/** What kubectl v1.36 printed of this object; empty lines were left out, long lines cut. */
const { object, cases } = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8')) as Recorded;

function print(template: string, data: unknown, strictKeys = false): { output: string; error: string } {
  let output = '';
  try {
    printGoTemplate(parseGoTemplate(template), data, { strictKeys }, (text) => (output += text));
    return { output, error: '' };
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return { output, error: (error as Error).message };
  }
}

describe('as recorded', () => {
  test.each(cases)('$template (strict: $strict)', ({ template, strict, output, partial = '', error = '' }) => {
    const got = print(template, object, strict);
    expect(got.error.slice(0, 380)).toBe(error);
    if (output !== undefined) expect(got.output.split('\n').filter(Boolean).join('\n').slice(0, 480)).toBe(output);
    else if (!error.startsWith('error parsing'))
      expect(got.output.split('\n').filter(Boolean).join('\n').startsWith(`${partial}Error executing template: `)).toBe(true);
  });
});

test('templates may span lines, and their errors name the line', () => {
  expect(print('{{range .a -}}\n  {{.}}\n{{- end}}\n', { a: [1, 2] }).output).toBe('12\n');
  expect(print('a\n{{.x}}\n  {{.a.b.c}}', { a: 'text' }).error).toContain('template: output:3:6: executing "output" at <.a.b.c>');
  expect(print('a\n\n{{if .x}}\n', {}).error).toContain('template: output:4: unexpected EOF');
});

test('after an error template, JSON and Go value of the object are printed', () => {
  expect(print('{{.a}}{{.a.b}}', { a: 1, h: '<' }).output).toBe(
    `1Error executing template: template: output:1:10: executing "output" at <.a.b>: can't evaluate field b in type interface {}. Printing more information for debugging the template:\n` +
      '\ttemplate was:\n\t\t{{.a}}{{.a.b}}\n\traw data was:\n\t\t{"a":1,"h":"\\u003c"}\n\tobject given to template engine was:\n\t\tmap[a:1 h:<]\n\n',
  );
});

test('no template makes it fail in another way than with a UserError', () => {
  const pieces = [
    '{{',
    '}}',
    '{{- ',
    ' -}}',
    '.',
    '.a',
    '$',
    '$x',
    ':=',
    '=',
    '|',
    '(',
    ')',
    ' ',
    '"s"',
    '1',
    'if ',
    'range ',
    'with ',
    'else',
    'end',
    'len ',
    'index ',
    'print ',
    'printf ',
    '"%d"',
    'eq ',
    'and ',
    'break',
    '\n',
    ',',
  ];
  const template = fc.array(fc.constantFrom(...pieces), { maxLength: 16 });
  fc.assert(
    fc.property(template, fc.jsonValue(), (parts, data) => void print(parts.join(''), data)),
    { numRuns: 2000 },
  );
});
