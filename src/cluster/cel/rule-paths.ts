import { child, keyed } from '../../api/field-error.ts';
import { isObject } from '../../api/json.ts';
import type { Schema } from '../custom/schema.ts';

/**
 * A rule's `fieldPath` (`.spec.a`, `.labels['x']`) as the path that errors show, below the rule's own field.
 * `problem` says what is wrong with it.
 */
export function rulePath(text: string, schema: Schema): { path?: string; problem?: string } {
  let path = '';
  let current = schema;
  let rest = text;
  const step = (name: string): string | undefined => {
    if (current.properties) {
      path = child(path, name);
      const next = Object.hasOwn(current.properties, name) ? current.properties[name] : undefined;
      if (!next) return 'does not refer to a valid field';
      current = next;
    } else if (isObject(current.additionalProperties)) {
      path = keyed(path, name);
      current = current.additionalProperties as Schema;
    } else return 'does not refer to a valid field';
    return undefined;
  };
  while (rest !== '') {
    let name: string;
    if (rest.startsWith('.')) {
      const match = /^\.('(?:[^'\\]|\\.)*'|[^.[\]']+|[.[\]])/.exec(rest);
      if (!match) return { problem: 'unexpected end of JSON path' };
      name = match[1]!;
      rest = rest.slice(match[0].length);
    } else if (rest.startsWith('[')) {
      const match = /^\[('(?:[^'\\]|\\.)*'|[^.[\]]+|[.[\]])?(.)?/s.exec(rest)!;
      const [whole, quoted, closer] = match;
      if (quoted === undefined) return { problem: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(quoted)) return { problem: `expected single quoted string but got ${quoted}` };
      const unescaped = unescapeQuoted(quoted.slice(1, -1));
      if (unescaped.problem !== undefined) return unescaped;
      if (closer === undefined) return { problem: 'unexpected end of JSON path' };
      if (closer !== ']') return { problem: `expected ] but got ${closer}` };
      name = unescaped.text;
      rest = rest.slice(whole.length);
    } else return { problem: `expected [ or . but got: ${/^[^.[\]]+|./.exec(rest)![0]}` };
    const problem = step(name);
    if (problem !== undefined) return { problem };
  }
  return { path };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

function unescapeQuoted(text: string): { text: string; problem?: string } {
  let problem: string | undefined;
  const result = text.replace(/\\(.)/gs, (whole, point: string) => {
    if (!Object.hasOwn(ESCAPES, point)) problem ??= `invalid string literal: invalid escape char ${whole}`;
    return ESCAPES[point] ?? '';
  });
  return problem === undefined ? { text: result } : { text: result, problem };
}
