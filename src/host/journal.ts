import { closeSync, ftruncateSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { DamagedState } from '../cluster/store/damaged-state.ts';
import type { ClusterChanges, ClusterHeader, ClusterImage, Row, Timer } from '../cluster/store/image.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';

/**
 * What a server has answered since it last wrote the state file: beside that file, one line for the state it continues, then one per write.
 * Whoever opens the cluster after the server was killed reads it after the state. A journal that continues another state than the one there is
 * says nothing: the state file was written after it, or put there by somebody else.
 */
const FORMAT = 1;

export function journalPath(path: string): string {
  return `${path}.journal`;
}

/** What tells one state of a cluster from all others. */
function identityOf({ name, seed, revision, clock, random, timerSequence }: ClusterHeader): string {
  return JSON.stringify([name, seed, revision, clock, random, timerSequence]);
}

export class JournalWriter {
  readonly #path: string;
  #base: ClusterHeader;
  #descriptor: number | undefined;
  #bytes = 0;

  /** `base` is the header of the state file as it is; any journal that is there is over. */
  constructor(path: string, base: ClusterHeader) {
    this.#path = journalPath(path);
    this.#base = base;
    removeJournal(path);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Given to the system when it returns: a process that is killed afterwards has lost nothing. Throws a HostError when it was not written. */
  append(changes: ClusterChanges): void {
    let text = `${JSON.stringify(changes)}\n`;
    try {
      if (this.#descriptor === undefined) {
        this.#descriptor = openSync(this.#path, 'w', 0o600);
        text = `${JSON.stringify({ 'kubesim-journal': FORMAT, base: identityOf(this.#base) })}\n${text}`;
      }
      const bytes = Buffer.from(text);
      for (let at = this.#bytes, written = 0; written < bytes.length;)
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, at + written);
      this.#bytes += bytes.length;
    } catch (error) {
      this.#cutTorn();
      throw new HostError(`cannot write the journal ${this.#path}: ${systemErrorText(error)}`);
    }
  }

  /** The state file has everything now, with this header. */
  restart(base: ClusterHeader): void {
    this.#base = base;
    this.close();
    removeJournal(this.#path.slice(0, -journalPath('').length));
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#bytes = 0;
  }

  /** What was written in part must not stand before what is written next. */
  #cutTorn(): void {
    try {
      if (this.#descriptor !== undefined) ftruncateSync(this.#descriptor, this.#bytes);
    } catch {
      // The next line is written over it.
    }
  }
}

export function removeJournal(path: string): void {
  try {
    unlinkSync(journalPath(path));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new HostError(`cannot remove the journal ${journalPath(path)}: ${systemErrorText(error)}`);
  }
}

/** The lines of the journal beside a state file; undefined when there is none. To be read before the state: a journal only gets older than it. */
export function readJournal(path: string): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(journalPath(path), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new HostError(`cannot read the journal ${journalPath(path)}: ${systemErrorText(error)}`);
  }
  // What comes after the last line break was being written when the server was killed.
  return text.split('\n').slice(0, -1);
}

/** The state after everything that the journal tells; the state itself when the journal is of another one. */
export function afterJournal(path: string, image: ClusterImage, lines: readonly string[]): ClusterImage {
  const [first, ...records] = lines.map(parseLine);
  if (first?.['kubesim-journal'] !== FORMAT || first['base'] !== identityOf(image.header)) return image;
  const whole = records.findLastIndex((record) => record !== undefined) + 1;
  const objects = new Map(image.objects);
  const memory = new Map(image.memory);
  const timers = new Map(image.timers.map((timer) => [`${timer.actor} ${timer.key}`, timer]));
  let { header } = image;
  for (const [index, record] of records.slice(0, whole).entries()) {
    if (!isChanges(record))
      throw new DamagedState(`the journal ${journalPath(path)} is damaged (line ${index + 2}); remove it to go on without it`);
    header = record.header;
    replaceRows(objects, record.objects);
    replaceRows(memory, record.memory);
    for (const [actor, key] of record.cleared) timers.delete(`${actor} ${key}`);
    for (const timer of record.timers) timers.set(`${timer.actor} ${timer.key}`, timer);
  }
  // Watches that began before are told the difference.
  return { header, objects, memory, timers: [...timers.values()].sort(bySequence), log: [] };
}

function bySequence(a: Timer, b: Timer): number {
  return a.due - b.due || a.seq - b.seq;
}

function replaceRows(rows: Map<string, Row>, changes: ClusterChanges['objects']): void {
  for (const [key, value] of changes) {
    if (value === null) rows.delete(key);
    else rows.set(key, { key, value: () => value });
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isChanges(record: object | undefined): record is ClusterChanges {
  const { header, objects, memory, timers, cleared } = (record ?? {}) as Partial<ClusterChanges>;
  return typeof header === 'object' && [objects, memory, timers, cleared].every(Array.isArray);
}
