import { goJsonEscape } from '../../kinds/go-struct.ts';
import { printTemplate } from './print.ts';

/** The alphabet of generated names: no vowels, nothing that is easily mistaken. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a, 32 bits, over bytes or the UTF-8 of a text. */
export function fnv1a(of: string | Uint8Array, seed = OFFSET): number {
  let hash = seed;
  for (const byte of typeof of === 'string' ? new TextEncoder().encode(of) : of) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
}

/** Digits of the number as letters of the safe alphabet, one for one. */
export function safeEncode(hash: number): string {
  return [...String(hash)].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join('');
}

/** Equal JSON values give equal texts, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
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
  const json = goJsonEscape(canonicalJson(data)) + String(collisionCount);
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(json)) hash = Math.imul(hash, PRIME) ^ byte;
  return safeEncode(hash >>> 0);
}
