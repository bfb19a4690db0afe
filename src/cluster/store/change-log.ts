import type { KubeObject } from '../../api/object.ts';
import type { Row } from './image.ts';

export interface LoggedChange {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  key: string;
  object: KubeObject;
}

/** How many changes a state file remembers: enough for a watch in another terminal, which looks several times a second. */
const KEPT = 256;

/**
 * The last changes, one per revision without gaps, so that watches can catch up event by event. In a state file a change whose
 * object is still the stored one only names it (`"412 pods default/web"`); others carry their object (`"411"`).
 */
export class ChangeLog {
  #rows: Row[];
  /** What changed objects were before, by revision: for changes of this process only, state files do not have it. */
  #previous = new Map<number, KubeObject>();
  /** The objects as they were loaded: what short rows refer to. */
  readonly #loaded: ReadonlyMap<string, Row>;

  constructor(rows: readonly Row[], loaded: ReadonlyMap<string, Row>) {
    this.#rows = [...rows];
    this.#loaded = loaded;
  }

  append(change: LoggedChange, previous?: KubeObject): void {
    this.#rows.push({ key: String(change.revision), value: () => change });
    if (previous) this.#previous.set(change.revision, previous);
    // Trimming in blocks keeps appending cheap during long catch-ups.
    if (this.#rows.length <= 64 * KEPT) return;
    for (const row of this.#rows.splice(0, this.#rows.length - 32 * KEPT)) this.#previous.delete(revisionOf(row));
  }

  clear(): void {
    this.#rows = [];
    this.#previous.clear();
  }

  /** The first revision from which one can go on: after it, everything is known. */
  oldest(latest: number): number {
    const [first] = this.#rows;
    return first ? revisionOf(first) - 1 : latest;
  }

  /** What the object of a change was before it, if that is known. */
  previousOf({ revision }: LoggedChange): KubeObject | undefined {
    return this.#previous.get(revision);
  }

  /**
   * What the objects that changed after `revision` were then: by key, undefined for those that were not there, `unknown` where only
   * a state file tells of the change. Undefined when the log does not reach back that far.
   */
  before(revision: number, latest: number): Map<string, KubeObject | undefined | 'unknown'> | undefined {
    const changes = this.since(revision, latest);
    if (!changes) return undefined;
    const states = new Map<string, KubeObject | undefined | 'unknown'>();
    for (const change of changes) {
      if (states.has(change.key)) continue;
      const { type, object } = change;
      // A deletion tells what was deleted, but for its revision.
      states.set(change.key, type === 'ADDED' ? undefined : (this.previousOf(change) ?? (type === 'DELETED' ? object : 'unknown')));
    }
    return states;
  }

  /** All changes after `revision`, or undefined when the log does not reach back that far. */
  since(revision: number, latest: number): readonly LoggedChange[] | undefined {
    if (revision >= latest) return [];
    const [first] = this.#rows;
    if (!first || revisionOf(first) > revision + 1) return undefined;
    return this.#rows.slice(revision + 1 - revisionOf(first)).map((row) => this.#changeOf(row));
  }

  /** `current` gives the stored object's row by key. */
  rows(current: (key: string) => Row | undefined): Row[] {
    return this.#rows.slice(-KEPT).map((row) => {
      const key = objectKeyOf(row);
      if (key !== undefined)
        return current(key) === this.#loaded.get(key) ? row : { key: String(revisionOf(row)), value: () => this.#changeOf(row) };
      // A row that carries its object was loaded like that, or is of this process.
      if (row.raw !== undefined) return row;
      const { type, key: changed, object } = row.value() as LoggedChange;
      if (type === 'DELETED' || current(changed)?.value() !== object) return row;
      return { key: `${row.key} ${changed}`, value: () => type };
    });
  }

  #changeOf(row: Row): LoggedChange {
    const key = objectKeyOf(row);
    if (key === undefined) return row.value() as LoggedChange;
    const object = this.#loaded.get(key)?.value() as KubeObject;
    return { revision: revisionOf(row), type: row.value() as LoggedChange['type'], key, object };
  }
}

function revisionOf({ key }: Row): number {
  return parseInt(key, 10);
}

function objectKeyOf({ key }: Row): string | undefined {
  const blank = key.indexOf(' ');
  return blank < 0 ? undefined : key.slice(blank + 1);
}
