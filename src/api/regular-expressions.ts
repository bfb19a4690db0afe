import type * as Re2 from 're2js';
import { load } from 're2js?lazy';

/** A regular expression in Go's syntax, matched in linear time whatever the pattern: patterns come from users. */
export interface GoPattern {
  /** Is there a match anywhere in the text? */
  test(text: string): boolean;
  /** The first match; undefined without one. */
  find(text: string): string | undefined;
  /** Matches that do not overlap, at most `limit` of them (negative: all). */
  findAll(text: string, limit?: number): string[];
}

/** A pattern that Go's regexp would not compile; the message is Go's. */
export class PatternError extends Error {}

const known = new Map<string, GoPattern>();
const MOST_KNOWN = 500;

/** @throws PatternError: `error parsing regexp: missing closing ): …` */
export function compilePattern(pattern: string): GoPattern {
  const found = known.get(pattern);
  if (found) return found;
  const compiled = compile(pattern);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): GoPattern {
  let expression: Re2.RE2JS;
  try {
    expression = load<typeof Re2>().RE2JS.compile(pattern);
  } catch (error) {
    throw new PatternError(error instanceof Error ? error.message : String(error));
  }
  const findAll = (text: string, limit = -1): string[] => {
    const matcher = expression.matcher(text);
    const result: string[] = [];
    while ((limit < 0 || result.length < limit) && matcher.find()) result.push(matcher.group() ?? '');
    return result;
  };
  return {
    test: (text) => expression.matcher(text).find(),
    find: (text) => findAll(text, 1)[0],
    findAll,
  };
}
