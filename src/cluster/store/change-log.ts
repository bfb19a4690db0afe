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

/** The last changes, one per revision without gaps, so that watches can catch up event by event. */
export class ChangeLog {
  #rows: Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = [...rows];
  }

  append(change: LoggedChange): void {
    this.#rows.push({ key: String(change.revision), value: () => change });
    // Trimming in blocks keeps appending cheap during long catch-ups.
    if (this.#rows.length > 64 * KEPT) this.#rows = this.#rows.slice(-32 * KEPT);
  }

  /** All changes after `revision`, or undefined when the log does not reach back that far. */
  since(revision: number, latest: number): readonly LoggedChange[] | undefined {
    if (revision >= latest) return [];
    const first = this.#rows[0];
    if (!first || Number(first.key) > revision + 1) return undefined;
    return this.#rows.slice(revision + 1 - Number(first.key)).map((row) => row.value() as LoggedChange);
  }

  rows(): Row[] {
    return this.#rows.slice(-KEPT);
  }
}
