import { deepEqual, type JsonObject } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { compareText } from '../../../api/text-order.ts';
import type { Memory } from '../../sim/actor.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { trail } from './comparison.ts';
import {
  compareEntries,
  isReset,
  listed,
  MAX_UPDATERS,
  received,
  sameEntries,
  stored,
  type Managed,
  type ManagedFieldsEntry,
} from './entries.ts';
import {
  EntryTable,
  openedStep,
  readEntry,
  secondsOf,
  surroundingsOf,
  writeEntry,
  type StoredEntry,
  type Surroundings,
} from './entry-table.ts';
import type { Shape } from './shape.ts';
import { noteUpdate, type Tracking } from './update.ts';
import { apiVersionOf, emptyObject, ignoredFields, inVersion, kindShape, VersionedComparison } from './versions.ts';

/** What a write makes of the managers: entries, in terms of what they were before. */
interface Outcome {
  same: boolean;
  entries: readonly { note: string; values: readonly number[]; from: number }[];
}

/** Instead of a place among the entries before: the time of the write. */
const NOW = -1;
const NOW_TIME = 'now';
/** So many steps of changes are remembered. */
const MANY = 100_000;
const NOBODY: readonly StoredEntry[] = [];

/** Changes that have the same beginning, by how they go on. */
interface Remembered {
  outcome?: Outcome;
  readonly next: Map<string, Remembered>;
}

interface KindFacts {
  number: number;
  version: string;
  shape: Shape;
}

/**
 * Who manages the fields of objects. In metadata.managedFields of a stored object stand short texts (see EntryTable); clients, and code that
 * reckons with managers, see the entries of the API. State files of old have these also in what is stored; objects without any are not
 * tracked until somebody applies them, as in a real cluster.
 *
 * Controllers write the same over and over, so what came of one write is remembered and found again by what the managers were and how the
 * object changed: only a change of a new form is reckoned in full.
 */
export class FieldManagers {
  readonly #table: EntryTable;
  readonly #changes: Remembered = { next: new Map() };
  #size = 0;
  readonly #shown = new WeakMap<KubeObject, KubeObject>();
  readonly #kinds = new WeakMap<KindDefinition, KindFacts>();
  #kindCount = 0;

  /** The notes of the actor `managed-fields`. */
  constructor(memory: Memory) {
    this.#table = new EntryTable(memory);
  }

  /** The object as clients see it: the same each time, so that its text is made once however often it is asked for. */
  shown(object: KubeObject): KubeObject {
    if (!object.metadata?.managedFields) return object;
    const { managedFields, ...metadata } = object.metadata;
    if (managedFields.length === 0) return { ...object, metadata };
    if (!managedFields.some((entry) => typeof entry === 'string')) return object;
    let shown = this.#shown.get(object);
    if (!shown) {
      shown = { ...object, metadata: { ...metadata, managedFields: this.entries(object) } };
      this.#shown.set(object, shown);
    }
    return shown;
  }

  entries(object: KubeObject): ManagedFieldsEntry[] {
    const { managedFields } = object.metadata;
    if (!managedFields) return [];
    const surroundings = surroundingsOf(object);
    return managedFields.map((entry) =>
      typeof entry === 'string' ? this.#table.given(readEntry(entry, surroundings)) : (entry as ManagedFieldsEntry),
    );
  }

  /** Puts entries into an object that is to be stored. `born`: when it was or will have been created. */
  put(object: KubeObject, entries: readonly ManagedFieldsEntry[], born: string | undefined): void {
    const surroundings = surroundingsOf(object, born);
    if (entries.length === 0) delete object.metadata.managedFields;
    else object.metadata.managedFields = entries.map((entry) => writeEntry(this.#table.taken(entry), surroundings));
  }

  /** To be called with every object that is to be stored. */
  keep(object: KubeObject): void {
    const { managedFields } = object.metadata;
    if (!managedFields) return;
    // As old state files have them, or as a mutating policy has left them.
    if (managedFields.some((entry) => typeof entry !== 'string')) this.put(object, this.entries(object), object.metadata.creationTimestamp);
    this.#table.keep(object.metadata.managedFields ?? []);
  }

  /** To be called before the state is written, with the managedFields of everything in it: keeps the notes from piling up. */
  sweep(stored: () => Iterable<readonly unknown[]>): void {
    if (!this.#table.sweep(stored)) return;
    this.#changes.next.clear();
    this.#size = 0;
  }

  /** The object keeps the managers that it has. */
  carry(next: KubeObject, previous: KubeObject): void {
    const { managedFields } = previous.metadata;
    if (!managedFields) delete next.metadata.managedFields;
    else next.metadata.managedFields = movedTo(next, previous, managedFields);
  }

  /** Do two states of an object tell of the same managers, whenever these have written? */
  same(next: KubeObject, previous: KubeObject): boolean {
    const [after = [], before = []] = [next.metadata.managedFields, previous.metadata.managedFields];
    return deepEqual(after, before) || sameEntries(this.entries(next), this.entries(previous), deepEqual);
  }

  /**
   * Notes in metadata.managedFields of `next` that the manager now owns what it has set or changed; others lose what was changed or taken away.
   * `next` is changed in place. `entrusted`: the writer may say itself who manages what.
   */
  track(next: KubeObject, previous: KubeObject | undefined, tracking: Tracking, entrusted: boolean): void {
    const given = entrusted && tracking.manager.subresource === '' ? this.#given(next, previous) : undefined;
    if (given === 'nobody') delete next.metadata.managedFields;
    else if (given) this.#reckon(next, previous, given, tracking);
    else if (previous && !previous.metadata.managedFields?.length) delete next.metadata.managedFields;
    else this.#note(next, previous, tracking);
  }

  /** What a client says of the managers, when it says anything else than what is known; what makes no sense is overlooked. */
  #given(next: KubeObject, previous: KubeObject | undefined): Managed | 'nobody' | undefined {
    const given = next.metadata.managedFields;
    if (given === undefined || deepEqual(given, previous && this.entries(previous))) return undefined;
    if (isReset(given)) return previous ? 'nobody' : undefined;
    const managed = received(given);
    return managed && managed.size > 0 ? managed : undefined;
  }

  #reckon(next: KubeObject, previous: KubeObject | undefined, managed: Managed, tracking: Tracking): void {
    noteUpdate(managed, comparisonOf(next, previous, tracking), tracking);
    this.put(next, listed(managed), previous ? previous.metadata.creationTimestamp : tracking.time);
  }

  #note(next: KubeObject, previous: KubeObject | undefined, tracking: Tracking): void {
    const { kind, manager, time } = tracking;
    const { number, version, shape } = this.#factsOf(kind);
    const were = previous ? this.#storedEntries(previous) : NOBODY;
    const values: string[] = [];
    let situation = `${number} ${manager.name}\0${manager.subresource}`;
    for (const entry of were) {
      // Managers of other versions see other fields change; and who is one too many is thrown together with others by age.
      if (were.length >= MAX_UPDATERS || this.#table.note(entry.note).apiVersion !== version)
        return this.#reckon(next, previous, stored(previous && this.entries(previous)), tracking);
      situation += `\0${entry.note}`;
      for (const value of entry.values) situation += `~${placeOf(value, values)}`;
    }
    // What the server itself keeps may differ as it likes: nobody owns it.
    const steps = trail(shape, previous ? asWritten(kind, previous) : emptyObject(kind), asWritten(kind, next));
    const at = this.#remembered(situation, steps, values);
    if (!at.outcome) {
      const managed = stored(were.map((entry, place) => ({ ...this.#table.given(entry), time: String(place) })));
      noteUpdate(managed, comparisonOf(next, previous, tracking), { ...tracking, time: NOW_TIME });
      at.outcome = this.#outcome(managed, were, values);
    }
    if (at.outcome.same && previous) this.carry(next, previous);
    else this.#apply(at.outcome, next, were, values, surroundingsOf(next, previous ? previous.metadata.creationTimestamp : time), time);
  }

  /** Where the outcome of such a change is remembered. Values that differ from object to object are put into `values`. */
  #remembered(situation: string, steps: readonly string[], values: string[]): Remembered {
    if (this.#size >= MANY) {
      this.#changes.next.clear();
      this.#size = 0;
    }
    let at = this.#after(this.#changes, situation);
    for (const step of steps) at = this.#after(at, openedStep(step, values));
    return values.length < 2 ? at : this.#after(at, ranks(values));
  }

  #after(at: Remembered, step: string): Remembered {
    let next = at.next.get(step);
    if (!next) {
      at.next.set(step, (next = { next: new Map() }));
      this.#size++;
    }
    return next;
  }

  #storedEntries(object: KubeObject): StoredEntry[] {
    const surroundings = surroundingsOf(object);
    return object.metadata.managedFields!.map((entry) =>
      typeof entry === 'string' ? readEntry(entry, surroundings) : this.#table.taken(entry as ManagedFieldsEntry),
    );
  }

  /** Objects of custom kinds are of a new kind when their definition changes. */
  #factsOf(kind: KindDefinition): KindFacts {
    let facts = this.#kinds.get(kind);
    if (!facts) this.#kinds.set(kind, (facts = { number: ++this.#kindCount, version: apiVersionOf(kind), shape: kindShape(kind) }));
    return facts;
  }

  #outcome(managed: Managed, were: readonly StoredEntry[], values: string[]): Outcome {
    const entries = listed(managed).map(({ time, ...entry }) => {
      const { note, values: own } = this.#table.taken(entry);
      return { note, values: own.map((value) => placeOf(value, values)), from: time === NOW_TIME ? NOW : Number(time) };
    });
    const stays = ({ note, values: places, from }: (typeof entries)[number]): boolean =>
      from !== NOW && were[from]!.note === note && deepEqual(resolved(places, values), were[from]!.values);
    const same = entries.length === were.length && entries.every(stays);
    return { same, entries };
  }

  #apply({ entries }: Outcome, next: KubeObject, were: readonly StoredEntry[], values: string[], around: Surroundings, time: string): void {
    const now = secondsOf(time);
    const list = entries.map(({ note, values: places, from }): StoredEntry => ({
      note,
      time: from === NOW ? now : were[from]!.time,
      values: resolved(places, values),
    }));
    if (list.length > 1) list.sort((a, b) => this.#byAge(a, b));
    if (list.length === 0) delete next.metadata.managedFields;
    else next.metadata.managedFields = list.map((entry) => writeEntry(entry, around));
  }

  /** The server's order: appliers first, then by age. */
  #byAge(left: StoredEntry, right: StoredEntry): number {
    return compareEntries(this.#table.note(left.note), this.#table.note(right.note), age(left) - age(right));
  }
}

function comparisonOf(next: KubeObject, previous: KubeObject | undefined, { kind, otherVersion, manager }: Tracking): VersionedComparison {
  const before = previous ? inVersion(kind, previous) : emptyObject(kind);
  return new VersionedComparison(kind, otherVersion, before, inVersion(kind, next), ignoredFields(kind, manager.subresource));
}

/** The fields of an object as the kind has them. */
function asWritten(kind: KindDefinition, object: KubeObject): JsonObject {
  return (kind.fromStored ? inVersion(kind, object) : object) as JsonObject;
}

/** What stands at these places. */
function resolved(places: readonly number[], values: readonly string[]): string[] {
  return places.map((place) => values[place]!);
}

/** How values are sorted, which the order of an entry's fields follows. */
function ranks(values: readonly string[]): string {
  if (values.length < 2) return '';
  if (values.length === 2) return values[0]! < values[1]! ? '<' : '>';
  return [...values.keys()].sort((a, b) => compareText(values[a]!, values[b]!)).join();
}

/** The place of a value among others; it is added when it is not there. */
function placeOf(value: string, values: string[]): number {
  const known = values.indexOf(value);
  return known < 0 ? values.push(value) - 1 : known;
}

/** Stored entries of an object in a new state of it, which may have another first owner. */
function movedTo(next: KubeObject, previous: KubeObject, managedFields: unknown[]): unknown[] {
  const owner = (object: KubeObject): string | undefined => object.metadata.ownerReferences?.[0]?.uid;
  if (owner(next) === owner(previous)) return managedFields;
  const [before, after] = [surroundingsOf(previous), surroundingsOf(next, previous.metadata.creationTimestamp)];
  return managedFields.map((entry) => (typeof entry === 'string' ? writeEntry(readEntry(entry, before), after) : entry));
}

function age({ time }: StoredEntry): number {
  return typeof time === 'number' ? time : time === undefined ? 0 : secondsOf(time);
}
