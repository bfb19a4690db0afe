import { goQuote } from '../../../api/go-text.ts';
import { badRequest } from '../../../api/status.ts';
import type { Query } from './target.ts';

// Query parameters as the API server's parameter codec decodes them.

/** Anything but `false` and `0` is true, also the empty text; absent is undefined. */
export function booleanParameter(query: Query, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  return text.toLowerCase() !== 'false' && text !== '0';
}

const LARGEST = 2n ** 63n - 1n;

/** An int64. BadRequest in Go's words when it is none. */
export function integerParameter(query: Query, name: string): number | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  const refuse = (why: string): never => {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: ${why}`);
  };
  if (!/^[+-]?[0-9]+$/.test(text)) return refuse('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value > LARGEST || value < -LARGEST - 1n ? refuse('value out of range') : Number(value);
}

/** Absent and empty are the same. */
export function textParameter(query: Query, name: string): string | undefined {
  return query.get(name) || undefined;
}
