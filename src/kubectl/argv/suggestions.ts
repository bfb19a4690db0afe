import { rootCommandNames } from '../help/groups.ts';
import type { CommandTree } from './command-tree.ts';

/** Words of other programs that mean one of our commands. */
const OTHER_WORDS: Readonly<Record<string, string>> = { list: 'get', ps: 'get', rm: 'delete' };

/** Root commands that may have been meant: at most two edits away, or beginning with what was typed. */
export async function suggestionsFor(word: string, tree: CommandTree): Promise<string[]> {
  const typed = word.toLowerCase();
  return rootCommandNames(tree.children('')).filter(
    (name) => editDistance(typed, name) <= 2 || name.startsWith(typed) || OTHER_WORDS[typed] === name,
  );
}

export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      next.push(same ? row[j - 1]! : 1 + Math.min(row[j]!, next[j - 1]!, row[j - 1]!));
    }
    row = next;
  }
  return row[b.length]!;
}
