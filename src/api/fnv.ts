export const FNV_OFFSET = 0x811c9dc5;
export const FNV_PRIME = 0x01000193;

/** FNV-1a, 32 bits (an unsigned number), over bytes or the UTF-8 of a text. */
export function fnv1a(of: string | Uint8Array, seed = FNV_OFFSET): number {
  let hash = seed;
  for (const byte of typeof of === 'string' ? new TextEncoder().encode(of) : of) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}
