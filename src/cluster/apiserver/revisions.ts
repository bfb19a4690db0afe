import { goQuote } from '../../api/go-text.ts';
import { badRequest, timeout } from '../../api/status.ts';

/** A resourceVersion of a request as a number. BadRequest when it is none. */
export function parseRevision(text: string): number {
  const fault = !/^[0-9]+$/.test(text) ? 'invalid syntax' : BigInt(text) >= 2n ** 64n ? 'value out of range' : undefined;
  if (fault === undefined) return Number(text);
  const quoted = goQuote(text);
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${fault}`);
}

/** A state that is yet to come is not waited for: the client is told to try again. */
export function checkNotTooLarge(revision: number, current: number): void {
  if (revision <= current) return;
  const error = timeout(`Too large resource version: ${revision}, current: ${current}`, 1);
  error.status.details = {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  };
  throw error;
}
