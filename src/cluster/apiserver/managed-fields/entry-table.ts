import { fnv1a } from '../../../api/fnv.ts';
import type { KubeObject } from '../../../api/object.ts';
import { formatRfc3339 } from '../../../api/time.ts';
import type { FieldSet } from '../../../api/field-set/field-set.ts';
import type { Memory } from '../../sim/actor.ts';
import type { ManagedFieldsEntry } from './entries.ts';

// Thousands of objects tell of the same managers: all pods of a Deployment, all events. What an entry says but for its time is therefore kept once, as
// a note of the state file, and an object only names it: `NOTE`, then the time, then what differs from object to object (`~VALUE`).

/** An entry without its time, in which values that differ from object to object are left open (`*0`). */
type Note = ManagedFieldsEntry;

/** The parts of a stored entry. */
export interface StoredEntry {
  note: string;
  /** Seconds since the epoch; a text that is no plain time of RFC 3339; undefined: none. */
  time: number | string | undefined;
  values: readonly string[];
}

/** What stored entries are relative to. */
export interface Surroundings {
  /** Seconds since the epoch: entries of this age have no time of their own. */
  born: number;
  /** The uid of the first owner, which need not be told again. */
  owner: string | undefined;
}

export function surroundingsOf({ metadata }: KubeObject, born = metadata.creationTimestamp): Surroundings {
  return { born: born === undefined ? 0 : secondsOf(born), owner: metadata.ownerReferences?.[0]?.uid };
}

/** Many objects are made and written in one second. */
let last = { text: '', seconds: NaN };

/** Seconds since the epoch of a time as objects carry it. */
export function secondsOf(text: string): number {
  if (last.text !== text) last = { text, seconds: Date.parse(text) / 1000 };
  return last.seconds;
}

/** Steps that name something of one object only: an owner, an address, a range of addresses. */
const PARTICULAR = /^(k:\{"(?:uid|ip)":|v:)"([^"\\]*)"(\}?)$/;
const RANGE = /^[\da-fA-F.:]+\/\d+$/;
/** The same, left open: `k:{"uid":*0}`, which no step reads like. */
const OPEN = /^(k:\{"(?:uid|ip)":|v:)\*(\d+)(\}?)$/;

const KEY = 'k'.charCodeAt(0);
const VALUE = 'v'.charCodeAt(0);

/** The step with the place of its value in `values`, where it may be appended, instead of the value; other steps as they are. */
export function openedStep(step: string, values: string[]): string {
  const first = step.charCodeAt(0);
  if (first !== KEY && first !== VALUE) return step;
  const [, before = '', value = '', after = ''] = PARTICULAR.exec(step) ?? [];
  if (before === '' || (before === 'v:' && !RANGE.test(value))) return step;
  const known = values.indexOf(value);
  return `${before}*${known < 0 ? values.push(value) - 1 : known}${after}`;
}

function closedStep(step: string, values: readonly string[]): string {
  if (step.startsWith('f')) return step;
  const [, before = '', place = '', after = ''] = OPEN.exec(step) ?? [];
  return before === '' ? step : `${before}"${values[Number(place)] ?? ''}"${after}`;
}

const ENTRY = /^([\da-z]+)(!|[+-][\da-z]+|=[^~]*)?(~.*)?$/;
const OWNER = '^';

export function writeEntry({ note, time, values }: StoredEntry, { born, owner }: Surroundings): string {
  const when = time === undefined ? '!' : typeof time === 'string' ? `=${time}` : time === born ? '' : signed(time - born);
  return note + when + values.map((value) => `~${value === owner ? OWNER : encodeURIComponent(value)}`).join('');
}

function signed(seconds: number): string {
  return `${seconds < 0 ? '' : '+'}${seconds.toString(36)}`;
}

export function readEntry(text: string, { born, owner = '' }: Surroundings): StoredEntry {
  const parts = partsOf(text);
  const { note, when } = parts;
  const time = when === '!' ? undefined : when.startsWith('=') ? when.slice(1) : born + (when === '' ? 0 : parseInt(when, 36));
  const values = parts.values.includes(OWNER) ? parts.values.map((value) => (value === OWNER ? owner : value)) : parts.values;
  return { note, time, values };
}

/** What texts consist of: the same few stand in many objects. */
const known = new Map<string, { note: string; when: string; values: readonly string[] }>();

function partsOf(text: string): { note: string; when: string; values: readonly string[] } {
  let parts = known.get(text);
  if (!parts) {
    const [, note = '', when = '', rest = ''] = ENTRY.exec(text) ?? [];
    parts = { note, when, values: rest === '' ? [] : rest.slice(1).split('~').map(decodeURIComponent) };
    if (known.size >= 1024) known.clear();
    known.set(text, parts);
  }
  return parts;
}

/** So many notes are no matter. */
const FEW = 512;
/** How many of them were in use when somebody last looked. */
const IN_USE = '-';

/** What the entries of all objects have in common, by a short name that follows from it. */
export class EntryTable {
  readonly #memory: Memory;
  readonly #names = new Map<string, string>();
  readonly #read = new Map<string, Note>();
  /** Notes of objects that are not stored yet, and perhaps never will be. */
  readonly #pending = new Map<string, Note>();

  #grown = false;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /**
   * Forgets notes that no object refers to any more, when there are twice as many as were in use the last time. `stored` gives the managedFields of
   * all objects. True: what was remembered of notes does not hold any more.
   */
  sweep(stored: () => Iterable<readonly unknown[]>): boolean {
    if (!this.#grown) return false;
    this.#grown = false;
    const names = [...this.#memory.keys()].filter((name) => name !== IN_USE);
    if (names.length <= Math.max(FEW, 2 * (this.#memory.get<number>(IN_USE) ?? 0))) return false;
    const used = new Set<string>();
    for (const texts of stored()) for (const text of texts) if (typeof text === 'string') used.add(partsOf(text).note);
    for (const name of names) if (!used.has(name)) this.#memory.delete(name);
    this.#memory.set(IN_USE, used.size);
    this.#names.clear();
    this.#read.clear();
    return true;
  }

  note(name: string): Note {
    let note = this.#read.get(name);
    if (!note) {
      note = this.#find(name);
      if (!note) throw new Error(`nothing is known of the managers ${name}`);
      this.#read.set(name, note);
    }
    return note;
  }

  /** An entry as objects store it. */
  taken({ time, ...entry }: ManagedFieldsEntry): StoredEntry {
    const values: string[] = [];
    const note = { ...entry, fieldsV1: opened(entry.fieldsV1, values) };
    const seconds = time === undefined ? NaN : Date.parse(time) / 1000;
    const plain = time !== undefined && Number.isInteger(seconds) && formatRfc3339(seconds * 1000) === time;
    return { note: this.#nameOf(note), time: plain ? seconds : time, values };
  }

  /** An entry as clients see it. */
  given({ note, time, values }: StoredEntry): ManagedFieldsEntry {
    const { fieldsV1, ...entry } = this.note(note);
    const { apiVersion, fieldsType, ...rest } = entry;
    const fields = values.length > 0 ? closed(fieldsV1, values) : fieldsV1;
    const when = time === undefined ? {} : { time: typeof time === 'number' ? formatRfc3339(time * 1000) : time };
    return { apiVersion, fieldsType, fieldsV1: fields, ...rest, ...when };
  }

  /** Objects with these entries are stored: what they refer to must be, too. */
  keep(texts: readonly unknown[]): void {
    if (this.#pending.size === 0) return;
    for (const text of texts) {
      const [name = ''] = typeof text === 'string' ? (/^[\da-z]+/.exec(text) ?? []) : [];
      const note = this.#pending.get(name);
      if (!note) continue;
      this.#memory.set(name, note);
      this.#pending.delete(name);
      this.#grown = true;
    }
  }

  /** Different notes of one hash get longer and longer names. */
  #nameOf(note: Note): string {
    const text = JSON.stringify(note);
    let name = this.#names.get(text);
    if (name !== undefined) return name;
    name = fnv1a(text).toString(36);
    for (let other = this.#find(name); other && JSON.stringify(other) !== text; other = this.#find(name)) name += 'x';
    if (!this.#find(name)) this.#pending.set(name, note);
    this.#names.set(text, name);
    return name;
  }

  #find(name: string): Note | undefined {
    return this.#pending.get(name) ?? this.#memory.get<Note>(name);
  }
}

/** A set with the values taken out that differ from object to object. */
function opened(set: FieldSet, values: string[]): FieldSet {
  const result: FieldSet = {};
  for (const step in set) result[openedStep(step, values)] = opened(set[step] as FieldSet, values);
  return result;
}

/** Parts in which nothing is open stay the same. */
function closed(set: FieldSet, values: readonly string[]): FieldSet {
  let result: FieldSet | undefined;
  for (const step in set) {
    const below = set[step] as FieldSet;
    const [key, filled] = [closedStep(step, values), closed(below, values)];
    if (key !== step || filled !== below) {
      result ??= upTo(set, step);
      result[key] = filled;
    } else if (result) result[step] = below;
  }
  return result ?? set;
}

function upTo(set: FieldSet, end: string): FieldSet {
  const result: FieldSet = {};
  for (const step in set) {
    if (step === end) break;
    result[step] = set[step]!;
  }
  return result;
}
