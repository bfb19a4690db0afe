/** Completion indexes in the form of a Job's status: `0-2,5,7,8`. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    if (part === '') continue;
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let index = first; index <= Math.min(last, completions - 1); index += 1) indexes.add(index);
  }
  return indexes;
}

/** Runs of three and more are joined by a dash. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; i += 1) {
    const first = sorted[i] as number;
    let last = first;
    while (sorted[i + 1] === last + 1) {
      i += 1;
      last += 1;
    }
    parts.push(first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
  }
  return parts.join(',');
}

/** The lowest indexes below `completions` that none of the sets has. */
export function pendingIndexes(count: number, completions: number, ...taken: readonly ReadonlySet<number>[]): number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index += 1) {
    if (!taken.some((set) => set.has(index))) pending.push(index);
  }
  return pending;
}
