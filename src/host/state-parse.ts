import type { ClusterHeader, ClusterImage, Row, Timer } from '../cluster/store/image.ts';
import { ByteRow, FIRST_LINE, FORMAT, SECTIONS, type SectionName } from './state-format.ts';

export class StateSyntaxError extends Error {
  readonly kind: 'empty' | 'damaged' | 'foreign' | 'newer';

  constructor(kind: StateSyntaxError['kind'], detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/**
 * Reads a state document. A file as we write it is only indexed: its rows are parsed when touched, and a broken row then throws what
 * `damaged` makes. Any other JSON layout of the same document is parsed whole. Throws StateSyntaxError.
 */
export function parseState(bytes: Buffer, damaged: (detail: string) => Error): ClusterImage {
  if (isBlank(bytes)) throw new StateSyntaxError('empty', 'no content');
  return (bytes.subarray(0, FIRST_LINE.length).equals(FIRST_LINE) && indexLines(bytes, damaged)) || parseWhole(bytes);
}

interface Sections {
  objects: Map<string, Row>;
  memory: Map<string, Row>;
  timers: Timer[];
  log: Row[];
}

/** Undefined when the layout is not exactly ours. */
function indexLines(bytes: Buffer, damaged: (detail: string) => Error): ClusterImage | undefined {
  const cursor = { bytes, at: FIRST_LINE.length };
  const headerLine = nextLine(cursor);
  if (!headerLine?.startsWith('"header":{') || !headerLine.endsWith('},')) return undefined;
  const header = tryParse(headerLine.slice('"header":'.length, -1));
  if (!isHeader(header)) return undefined;
  const sections: Sections = { objects: new Map(), memory: new Map(), timers: [], log: [] };
  for (const [index, name] of SECTIONS.entries()) {
    if (nextLine(cursor) !== `"${name}":[`) return undefined;
    const last = index === SECTIONS.length - 1;
    if (!indexSection(name, cursor, sections, last ? ']' : '],', damaged)) return undefined;
  }
  return nextLine(cursor) === '}' && cursor.at >= bytes.length ? { header, ...sections } : undefined;
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function nextLine(cursor: Cursor): string | undefined {
  const end = cursor.bytes.indexOf(NEWLINE, cursor.at);
  if (end < 0) return undefined;
  const line = cursor.bytes.toString('utf8', cursor.at, end);
  cursor.at = end + 1;
  return line;
}

const NEWLINE = 0x0a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Rows look like `["key",value],`, the last one without the comma; a line that begins with `]` ends the section. */
function indexSection(name: SectionName, cursor: Cursor, into: Sections, end: string, damaged: (detail: string) => Error): boolean {
  const { bytes } = cursor;
  for (let comma = true; ;) {
    const start = cursor.at;
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) return false;
    if (bytes[start] === CLOSE_BRACKET) {
      cursor.at = newline + 1;
      return bytes.toString('latin1', start, newline) === end && (!comma || rowsIn(name, into) === 0);
    }
    if (!comma || bytes[start] !== OPEN_BRACKET) return false;
    comma = bytes[newline - 1] === COMMA;
    const stop = comma ? newline - 1 : newline;
    if (bytes[stop - 1] !== CLOSE_BRACKET) return false;
    if (!addRow(name, bytes, start, stop, into, damaged)) return false;
    cursor.at = newline + 1;
  }
}

function rowsIn(name: SectionName, into: Sections): number {
  const section = into[name];
  return section instanceof Map ? section.size : section.length;
}

function addRow(
  name: SectionName,
  bytes: Buffer,
  start: number,
  stop: number,
  into: Sections,
  damaged: (detail: string) => Error,
): boolean {
  if (name === 'timers') {
    const timer = readTimer(tryParse(bytes.toString('utf8', start, stop)));
    if (timer) into.timers.push(timer);
    return timer !== undefined;
  }
  if (bytes[start + 1] !== QUOTE) return false;
  let quote = bytes.indexOf(QUOTE, start + 2);
  while (quote > 0 && quote < stop && isEscaped(bytes, start + 2, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  if (quote < 0 || quote >= stop || bytes[quote + 1] !== COMMA) return false;
  const text = bytes.toString('utf8', start + 2, quote);
  const key = text.includes('\\') ? tryParse(`"${text}"`) : text;
  if (typeof key !== 'string') return false;
  const row = new ByteRow(key, { bytes, start, stop, valueStart: quote + 2 }, damaged);
  if (name === 'log') into.log.push(row);
  else into[name].set(key, row);
  return true;
}

/** Is the character at `at` preceded by an odd number of backslashes? */
function isEscaped(bytes: Buffer, from: number, at: number): boolean {
  let first = at;
  while (first > from && bytes[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

function parseWhole(bytes: Buffer): ClusterImage {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    if (!text.includes('"kubesim"')) throw new StateSyntaxError('foreign', 'it is not JSON');
    throw new StateSyntaxError('damaged', jsonDetail(error));
  }
  if (!isRecord(document) || !isRecord(document.kubesim)) throw new StateSyntaxError('foreign', 'it has no "kubesim" format header');
  const { format } = document.kubesim;
  if (typeof format !== 'number' || !Number.isInteger(format) || format < 1)
    throw new StateSyntaxError('damaged', 'it has no format version');
  if (format > FORMAT) throw new StateSyntaxError('newer', `format ${format}, this one knows ${FORMAT}`);
  if (!isHeader(document.header)) throw new StateSyntaxError('damaged', 'its header is not complete');
  return {
    header: document.header,
    objects: new Map(wholeRows(document, 'objects').map((row) => [row.key, row])),
    memory: new Map(wholeRows(document, 'memory').map((row) => [row.key, row])),
    timers: entries(document, 'timers').map((entry, index) => {
      const timer = readTimer(entry);
      if (!timer) throw new StateSyntaxError('damaged', `entry ${index + 1} of "timers" is not [due, sequence, actor, key]`);
      return timer;
    }),
    log: wholeRows(document, 'log'),
  };
}

function wholeRows(document: Record<string, unknown>, name: SectionName): Row[] {
  return entries(document, name).map((entry, index) => {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string')
      throw new StateSyntaxError('damaged', `entry ${index + 1} of "${name}" is not [key, value]`);
    const [key, value] = entry as [string, unknown];
    return { key, value: () => value };
  });
}

function entries(document: Record<string, unknown>, name: SectionName): unknown[] {
  const section = document[name];
  if (!Array.isArray(section)) throw new StateSyntaxError('damaged', `"${name}" is missing`);
  return section;
}

function readTimer(entry: unknown): Timer | undefined {
  if (!Array.isArray(entry) || entry.length !== 4) return undefined;
  const [due, seq, actor, key] = entry as unknown[];
  return typeof due === 'number' && typeof seq === 'number' && typeof actor === 'string' && typeof key === 'string'
    ? { due, seq, actor, key }
    : undefined;
}

const HEADER_NUMBERS = ['revision', 'clock', 'random', 'seed', 'timerSequence'] as const;

function isHeader(value: unknown): value is ClusterHeader {
  if (!isRecord(value) || typeof value.name !== 'string' || !isRecord(value.settings)) return false;
  const { settings } = value;
  return (
    HEADER_NUMBERS.every((field) => Number.isFinite(value[field])) &&
    (settings.clock === 'wall' || settings.clock === 'manual') &&
    Number.isFinite(settings.offset) &&
    (settings.kubelet === 'real' || settings.kubelet === 'quick') &&
    typeof settings.bare === 'boolean'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length < 64 && bytes.toString('latin1').trim() === '';
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** V8 quotes a piece of the text, which may hold line breaks. */
function jsonDetail(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position \d+/.exec(message)?.[0];
  return position ? `not valid JSON ${position}` : 'not valid JSON';
}
