import type { Row } from '../store/image.ts';
import type { Memory } from './actor.ts';

/** The notes of all actors: JSON values by `actor key`, kept in the state file. */
export class Memories {
  #changed = false;
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

  memory(actor: string): Memory {
    const rows = this.#of(actor);
    return {
      get: <T>(key: string) => rows.get(key)?.value() as T | undefined,
      set: (key, value) => {
        this.#changed = true;
        rows.set(key, { key: `${actor} ${key}`, value: () => value });
      },
      delete: (key) => {
        if (rows.delete(key)) this.#changed = true;
      },
      keys: () => [...rows.keys()].sort(),
    };
  }

  rows(): Map<string, Row> {
    return new Map([...this.#byActor.values()].flatMap((rows) => [...rows.values()]).map((row) => [row.key, row]));
  }

  #of(actor: string): Map<string, Row> {
    let rows = this.#byActor.get(actor);
    if (!rows) this.#byActor.set(actor, (rows = new Map()));
    return rows;
  }
}
