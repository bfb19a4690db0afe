/**
 * Does one of the patterns describe the tag? `{9-29}` stands for a number between the two, everything else for itself;
 * each tag may be followed by `-VARIANT`, and a variant may stand alone.
 */
export function knowsTag(patterns: readonly string[], variants: readonly string[], tag: string): boolean {
  if (matches(patterns, tag) || variants.includes(tag)) return true;
  return variants.some((variant) => tag.endsWith(`-${variant}`) && matches(patterns, tag.slice(0, -variant.length - 1)));
}

function matches(patterns: readonly string[], tag: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, tag));
}

const RANGE = /\{(\d+)-(\d+)\}/;

function matchesPattern(pattern: string, tag: string): boolean {
  const range = RANGE.exec(pattern);
  if (!range) return pattern === tag;
  const before = pattern.slice(0, range.index);
  if (!tag.startsWith(before)) return false;
  const digits = /^\d+/.exec(tag.slice(before.length))?.[0];
  if (digits === undefined || (digits.length > 1 && digits.startsWith('0'))) return false;
  const number = Number(digits);
  if (number < Number(range[1]) || number > Number(range[2])) return false;
  return matchesPattern(pattern.slice(range.index + range[0].length), tag.slice(before.length + digits.length));
}
