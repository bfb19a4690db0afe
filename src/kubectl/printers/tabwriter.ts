export interface TabOptions {
  /** The least width of a column, padding included. */
  minWidth: number;
  /** Blanks behind the widest cell of a column. */
  padding: number;
}

/** How `describe` aligns. */
export const describeTabs: TabOptions = { minWidth: 0, padding: 2 };
/** How `get` and its kin align. */
export const tableTabs: TabOptions = { minWidth: 6, padding: 3 };

/**
 * Aligns text as Go's text/tabwriter does: a cell ends with a tab, what follows the last tab of a line is left as it is, and a column is a block of
 * consecutive lines that have a cell there. Widths are counted in characters.
 */
export function alignTabs(text: string, options: TabOptions = describeTabs): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  layOut(lines, 0, lines.length, [], options, out);
  return out.join('\n');
}

/** Lines `from` to `to` agree on the columns before; those with a further cell form blocks of that column. */
function layOut(lines: readonly string[][], from: number, to: number, widths: readonly number[], options: TabOptions, out: string[]): void {
  const column = widths.length;
  for (let at = from; at < to;) {
    if (!hasCell(lines[at]!, column)) {
      out.push(padCells(lines[at]!, widths));
      at++;
      continue;
    }
    let end = at;
    let width = options.minWidth;
    for (; end < to && hasCell(lines[end]!, column); end++) width = Math.max(width, textWidth(lines[end]![column]!) + options.padding);
    layOut(lines, at, end, [...widths, width], options, out);
    at = end;
  }
}

const hasCell = (line: readonly string[], column: number): boolean => column < line.length - 1;

/** Cells padded to their columns, the last as it is. */
export function padCells(cells: readonly string[], widths: readonly number[]): string {
  let out = '';
  cells.forEach((cell, i) => {
    out += i < cells.length - 1 ? cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(cell))) : cell;
  });
  return out;
}

/** Characters, not UTF-16 units. */
export function textWidth(text: string): number {
  let width = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) width--;
  return width;
}

/** What could steer the terminal is shown instead. */
export function escapeTerminal(text: string): string {
  // eslint-disable-next-line no-control-regex
  return /[\x1b\r]/.test(text) ? text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r') : text;
}
