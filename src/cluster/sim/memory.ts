import type { Row } from '../store/image.ts';
import type { Memory } from './actor.ts';

/** The notes of all actors: JSON values by `actor key`, kept in the state file. */
export class Memories {
  #changed = false;
  /** `actor key` of the notes that changed since they were last taken; undefined while nobody keeps track. */
  #touched: Set<string> | undefined;
  readonly #byActor = new Map<string, Map<string, Row>>();

  constructor(rows: Map<string, Row>) {
    for (const row of rows.values()) {
      const blank = row.key.indexOf(' ');
      this.#of(row.key.slice(0, blank)).set(row.key.slice(blank + 1), row);
    }
  }

  get changed(): boolean {
    return this.#changed;
  }

  noteSaved(): void {
    this.#changed = false;
  }

  memory(actor: string): Memory {
    const rows = this.#of(actor);
    return {
      get: <T>(key: string) => rows.get(key)?.value() as T | undefined,
      set: (key, value) => {
        this.#touch(actor, key);
        rows.set(key, { key: `${actor} ${key}`, value: () => value });
      },
      delete: (key) => {
        if (rows.delete(key)) this.#touch(actor, key);
      },
      keys: () => [...rows.keys()].sort(),
    };
  }

  rows(): Map<string, Row> {
    return new Map([...this.#byActor.values()].flatMap((rows) => [...rows.values()]).map((row) => [row.key, row]));
  }

  /** What changed since the last call, null for what is gone; the first call begins to keep track. */
  takeChanges(): [key: string, value: unknown][] {
    const touched = this.#touched ?? [];
    const changes = [...touched].map((id): [string, unknown] => {
      const blank = id.indexOf(' ');
      return [
        id,
        this.#of(id.slice(0, blank))
          .get(id.slice(blank + 1))
          ?.value() ?? null,
      ];
    });
    this.#touched = new Set();
    return changes;
  }

  #touch(actor: string, key: string): void {
    this.#changed = true;
    this.#touched?.add(`${actor} ${key}`);
  }

  #of(actor: string): Map<string, Row> {
    let rows = this.#byActor.get(actor);
    if (!rows) this.#byActor.set(actor, (rows = new Map()));
    return rows;
  }
}
