import { goQuote } from '../api/go-text.ts';
import { UserError } from '../api/user-error.ts';

/** An integer as Go's Atoi reads it, and its words for what is none. */
export function parseGoInteger(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new UserError(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  if (value !== BigInt.asIntN(64, value)) throw new UserError(`strconv.Atoi: parsing ${goQuote(text)}: value out of range`);
  return Number(BigInt.asIntN(32, value));
}
