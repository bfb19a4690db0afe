const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters as the API server's generated names have them, the same for the same text. */
export function suffixFrom(text: string): string {
  let state = 2166136261;
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  let suffix = '';
  for (let i = 0; i < 5; i += 1) {
    state = Math.imul(state ^ (state >>> 15), 2246822519);
    suffix += alphabet[(state >>> 0) % alphabet.length];
  }
  return suffix;
}
