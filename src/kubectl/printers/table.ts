import { goValue } from '../../api/go-text.ts';
import { formatLabels } from '../../api/labels.ts';
import { escapeTerminal, padCells, tableTabs, textWidth } from './tabwriter.ts';

/** A meta.k8s.io/v1 Table, as far as printing looks at it. */
export interface PrintableTable {
  columnDefinitions?: readonly TableColumn[];
  rows?: readonly TableRow[] | null;
}

export interface TableColumn {
  name: string;
  type: string;
  format?: string;
  /** Above 0: shown with `-o wide` only. */
  priority?: number;
}

export interface TableRow {
  cells: readonly unknown[];
  object?: unknown;
}

export interface TableOptions {
  noHeaders?: boolean;
  wide?: boolean;
  /** A column with the namespace comes first. */
  withNamespace?: boolean;
  showLabels?: boolean;
  /** Labels with a column of their own (-L), after the table's columns. */
  labelColumns?: readonly string[];
  /** A column with the type of a watch event comes before all others. */
  outputEvents?: boolean;
  /** Colours the cells of the column STATUS. */
  paintStatus?: ((text: string) => string) | undefined;
  /** Where lines are cut. */
  cutAt?: number | undefined;
}

export interface TablePrinter {
  /**
   * Prints a table; one without rows leaves no trace. The header comes once until `startGroup`; a table without columns has those of the one before.
   * `kind` is put before every name (`deployment.apps`), `event` is the watch event's type.
   */
  print(table: PrintableTable, extra?: { kind?: string; event?: string }): void;
  /** Writes out what waits for its alignment. The widths are kept: later rows line up with earlier ones and widen columns only if they must. */
  flush(): void;
  /** Another kind follows: header and widths start anew, after an empty line if headers are printed. `changed` are its own options. */
  startGroup(changed?: TableOptions): void;
}

type Row = string[];

/** Prints tables as kubectl does: columns padded by three blanks and never narrower than six, the last one not at all. */
export function createTablePrinter(write: (text: string) => void, initial: TableOptions = {}): TablePrinter {
  let options = initial;
  let columns: readonly TableColumn[] = [];
  let widths: number[] = [];
  let waiting: Row[] = [];
  /** Which cell is the status; -1 without one. */
  let statusAt = -1;
  let headerDone = false;
  let anyPrinted = false;

  const flush = (): void => {
    if (waiting.length === 0) return;
    for (const row of waiting) {
      for (let i = 0; i < row.length - 1; i++) {
        widths[i] = Math.max(widths[i] ?? tableTabs.minWidth, textWidth(row[i]!) + tableTabs.padding);
      }
    }
    let text = '';
    for (const row of waiting) text += `${dressed(row, widths, statusAt, options)}\n`;
    waiting = [];
    write(text);
  };

  return {
    print(table, { kind, event } = {}) {
      if (table.columnDefinitions !== undefined && table.columnDefinitions.length > 0) columns = table.columnDefinitions;
      if (!table.rows?.length) return;
      statusAt = options.paintStatus ? headerRow(columns, options).indexOf('STATUS') : -1;
      if (!headerDone && !options.noHeaders) waiting.push(headerRow(columns, options));
      headerDone = true;
      anyPrinted = true;
      const nameColumn = kind === undefined ? -1 : columns.findIndex((column) => column.format === 'name' && column.type === 'string');
      for (const row of table.rows) waiting.push(bodyRow(row, columns, options, nameColumn, kind, event));
    },
    flush,
    startGroup(changed = {}) {
      flush();
      options = { ...options, ...changed };
      if (anyPrinted && !options.noHeaders) write('\n');
      headerDone = false;
      widths = [];
    },
  };
}

/** A line as the terminal is to show it; elsewhere there is nothing to dress. */
function dressed(row: Row, widths: readonly number[], statusAt: number, { paintStatus, cutAt }: TableOptions): string {
  const line = padCells(row, widths);
  const cut = cutAt !== undefined && textWidth(line) > cutAt ? `${[...line].slice(0, cutAt - 1).join('')}…` : line;
  if (!paintStatus || statusAt < 0 || statusAt >= row.length) return cut;
  const before = padCells([...row.slice(0, statusAt), ''], widths).length;
  const end = before + row[statusAt]!.length;
  return end > cut.length ? cut : cut.slice(0, before) + paintStatus(row[statusAt]!) + cut.slice(end);
}

const isShown = (column: TableColumn, options: TableOptions): boolean => options.wide === true || !column.priority;

function headerRow(columns: readonly TableColumn[], options: TableOptions): Row {
  const row: Row = [];
  if (options.outputEvents) row.push('EVENT');
  if (options.withNamespace) row.push('NAMESPACE');
  for (const column of columns) if (isShown(column, options)) row.push(column.name.toUpperCase());
  for (const label of options.labelColumns ?? []) row.push(label.slice(label.lastIndexOf('/') + 1).toUpperCase());
  if (options.showLabels) row.push('LABELS');
  return row;
}

/** So wide that all types of events fit: they come one by one. */
const EVENT_WIDTH = 'MODIFIED'.length;

function bodyRow(
  row: TableRow,
  columns: readonly TableColumn[],
  options: TableOptions,
  nameColumn: number,
  kind?: string,
  event?: string,
): Row {
  const cells: Row = [];
  const { namespace = '', labels } = metadataOf(row.object);
  if (options.outputEvents) cells.push((event ?? '').padEnd(EVENT_WIDTH));
  if (options.withNamespace) cells.push(namespace);
  row.cells.forEach((cell, i) => {
    const column = columns[i];
    if (column === undefined || !isShown(column, options)) return;
    const text = cellText(cell);
    cells.push(i === nameColumn ? `${kind}/${text}` : text);
  });
  for (const label of options.labelColumns ?? [])
    cells.push(escapeTerminal((labels && Object.hasOwn(labels, label) ? labels[label] : undefined) ?? ''));
  if (options.showLabels) cells.push(formatLabels(labels));
  return cells;
}

function metadataOf(object: unknown): { namespace?: string; labels?: Record<string, string> } {
  return (object as { metadata?: { namespace?: string; labels?: Record<string, string> } } | undefined)?.metadata ?? {};
}

/** One line: what comes after a line break is cut off and marked. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return escapeTerminal(goValue(cell));
  const end = cell.search(/[\n\r\f]/);
  return escapeTerminal(end < 0 ? cell : `${cell.slice(0, end)}...`);
}
