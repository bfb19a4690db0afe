/** Seeded randomness (mulberry32): the whole state is one 32-bit integer, kept with the cluster so that a seed replays byte for byte. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Integer in [0, bound). */
  int(bound: number): number;
  /** `length` characters of the alphabet Kubernetes uses for generated names (no vowels, no look-alikes). */
  suffix(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
  state(): number;
  /** Goes on from a state given out before, or from a seed. */
  restore(state: number): void;
}

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    int,
    suffix: (length) => Array.from({ length }, () => SAFE[int(SAFE.length)]).join(''),
    uuid: () => {
      const hex = (digits: number): string => Array.from({ length: digits }, () => int(16).toString(16)).join('');
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(4)]}${hex(3)}-${hex(12)}`;
    },
    state: () => state,
    restore: (earlier) => {
      state = earlier >>> 0;
    },
  };
}
