import { FNV_OFFSET, FNV_PRIME, fnv1a } from '../../../api/fnv.ts';
import { goJson } from '../../../api/go-text.ts';
import { printTemplate } from './print.ts';

/** The alphabet of generated names: no vowels, nothing that is easily mistaken. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** Digits of the number as letters of the safe alphabet, one for one. */
export function safeEncode(hash: number): string {
  return [...String(hash)].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join('');
}

/** The hash of a pod template as it appears in names and labels; the collision count makes another one of an equal template. */
export function templateHash(template: object, collisionCount?: number): string {
  const hash = fnv1a(printTemplate(template));
  if (collisionCount === undefined) return safeEncode(hash);
  // Eight bytes, of which the count fills the first four.
  const count = new Uint8Array(8);
  new DataView(count.buffer).setUint32(0, collisionCount, true);
  return safeEncode(fnv1a(count, hash));
}

/** The hash of a revision by what it keeps: the bytes of Go's JSON, then the decimal collision count. */
export function revisionHash(data: unknown, collisionCount: number): string {
  const json = goJson(data) + String(collisionCount);
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(json)) hash = Math.imul(hash, FNV_PRIME) ^ byte;
  return safeEncode(hash >>> 0);
}
