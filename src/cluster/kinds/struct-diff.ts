import { htmlEscaped } from '../../api/go-text.ts';

const contextLines = 3;
/** Lines that fill more than a hundredth of a long text are no landmarks. */
const popularFrom = 200;

/** What changed between two dumps of a Go struct: a unified diff of their JSON, without file names. */
export function structDiff(before: unknown, after: unknown): string {
  return unifiedDiff(dumpLines(before), dumpLines(after)).join('\n');
}

function dumpLines(value: unknown): string[] {
  return htmlEscaped(JSON.stringify(value, null, 1)).split('\n');
}

type Tag = 'equal' | 'replace' | 'delete' | 'insert';

interface Edit {
  tag: Tag;
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

interface Match {
  a: number;
  b: number;
  size: number;
}

/** Lines of a unified diff with three lines of context. Matching is that of difflib, as Kubernetes uses it: longest block first. */
export function unifiedDiff(a: readonly string[], b: readonly string[]): string[] {
  const lines: string[] = [];
  for (const group of grouped(edits(a, b))) {
    const first = group[0]!;
    const last = group.at(-1)!;
    lines.push(`@@ -${range(first.aFrom, last.aTo)} +${range(first.bFrom, last.bTo)} @@`);
    for (const { tag, aFrom, aTo, bFrom, bTo } of group) {
      if (tag === 'equal') lines.push(...a.slice(aFrom, aTo).map((line) => ` ${line}`));
      else {
        lines.push(...a.slice(aFrom, aTo).map((line) => `-${line}`));
        lines.push(...b.slice(bFrom, bTo).map((line) => `+${line}`));
      }
    }
  }
  return lines;
}

function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function edits(a: readonly string[], b: readonly string[]): Edit[] {
  const result: Edit[] = [];
  let i = 0;
  let j = 0;
  for (const match of [...matches(a, b), { a: a.length, b: b.length, size: 0 }]) {
    const tag = i < match.a && j < match.b ? 'replace' : i < match.a ? 'delete' : j < match.b ? 'insert' : undefined;
    if (tag) result.push({ tag, aFrom: i, aTo: match.a, bFrom: j, bTo: match.b });
    i = match.a + match.size;
    j = match.b + match.size;
    if (match.size > 0) result.push({ tag: 'equal', aFrom: match.a, aTo: i, bFrom: match.b, bTo: j });
  }
  return result;
}

/** Hunks: runs of edits with little between them, and the context around. */
function grouped(all: readonly Edit[]): Edit[][] {
  const groups: Edit[][] = [];
  let group: Edit[] = [];
  all.forEach((edit, index) => {
    let { aFrom, bFrom, aTo, bTo } = edit;
    if (edit.tag !== 'equal') {
      group.push(edit);
      return;
    }
    const isFirst = index === 0;
    const isLast = index === all.length - 1;
    if (isFirst) {
      aFrom = Math.max(aFrom, aTo - contextLines);
      bFrom = Math.max(bFrom, bTo - contextLines);
    } else if (isLast) {
      aTo = Math.min(aTo, aFrom + contextLines);
      bTo = Math.min(bTo, bFrom + contextLines);
    } else if (aTo - aFrom > 2 * contextLines) {
      group.push({ tag: 'equal', aFrom, aTo: aFrom + contextLines, bFrom, bTo: bFrom + contextLines });
      groups.push(group);
      group = [];
      aFrom = aTo - contextLines;
      bFrom = bTo - contextLines;
    }
    group.push({ tag: 'equal', aFrom, aTo, bFrom, bTo });
  });
  if (group.length > 0) groups.push(group);
  return groups.filter((edit) => edit.some(({ tag }) => tag !== 'equal'));
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const positions = landmarks(b);
  const found: Match[] = [];
  const open = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }];
  for (let area = open.pop(); area; area = open.pop()) {
    const match = longestMatch(a, b, positions, area);
    if (match.size === 0) continue;
    found.push(match);
    open.push({ aFrom: area.aFrom, aTo: match.a, bFrom: area.bFrom, bTo: match.b });
    open.push({ aFrom: match.a + match.size, aTo: area.aTo, bFrom: match.b + match.size, bTo: area.bTo });
  }
  return joined(found.sort((x, y) => x.a - y.a));
}

function joined(sorted: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of sorted) {
    const last = result.at(-1);
    if (last && last.a + last.size === match.a && last.b + last.size === match.b) last.size += match.size;
    else result.push({ ...match });
  }
  return result;
}

function landmarks(lines: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  lines.forEach((line, i) => {
    const known = positions.get(line);
    if (known) known.push(i);
    else positions.set(line, [i]);
  });
  if (lines.length < popularFrom) return positions;
  const limit = Math.floor(lines.length / 100) + 1;
  for (const [line, at] of positions) if (at.length > limit) positions.delete(line);
  return positions;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  positions: ReadonlyMap<string, readonly number[]>,
  { aFrom, aTo, bFrom, bTo }: { aFrom: number; aTo: number; bFrom: number; bTo: number },
): Match {
  let best: Match = { a: aFrom, b: bFrom, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i]!) ?? []) {
      if (j < bFrom) continue;
      if (j >= bTo) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  while (best.a > aFrom && best.b > bFrom && a[best.a - 1] === b[best.b - 1]) best = { a: best.a - 1, b: best.b - 1, size: best.size + 1 };
  while (best.a + best.size < aTo && best.b + best.size < bTo && a[best.a + best.size] === b[best.b + best.size]) best.size++;
  return best;
}
