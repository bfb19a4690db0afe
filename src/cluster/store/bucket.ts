import type { KubeObject } from '../../api/object.ts';

/** A stored object under its key; the same entry for the object's whole life, so that buckets need not be told of modifications. */
export interface Entry {
  readonly key: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  object(): KubeObject;
}

/** Entries in key order, with the array of their objects kept until something changes. */
export class Bucket {
  readonly #keys: string[] = [];
  readonly #entries: Entry[] = [];
  #objects: readonly KubeObject[] | undefined;

  get size(): number {
    return this.#keys.length;
  }

  add(entry: Entry): void {
    const at = this.#position(entry.key);
    this.#keys.splice(at, 0, entry.key);
    this.#entries.splice(at, 0, entry);
    this.#objects = undefined;
  }

  remove(key: string): void {
    const at = this.#position(key);
    if (this.#keys[at] !== key) return;
    this.#keys.splice(at, 1);
    this.#entries.splice(at, 1);
    this.#objects = undefined;
  }

  /** A member's object is another one now. */
  touch(): void {
    this.#objects = undefined;
  }

  entries(): readonly Entry[] {
    return this.#entries;
  }

  /** A snapshot: stays as it is while the bucket changes. */
  objects(): readonly KubeObject[] {
    this.#objects ??= this.#entries.map((entry) => entry.object());
    return this.#objects;
  }

  /** Where the key is, or would be. Loading adds keys in order, so the end is tried first. */
  #position(key: string): number {
    const keys = this.#keys;
    let high = keys.length;
    if (high === 0 || (keys[high - 1] as string) < key) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export class BucketMap {
  readonly #buckets = new Map<string, Bucket>();

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  names(): Iterable<string> {
    return this.#buckets.keys();
  }

  add(name: string, entry: Entry): void {
    let bucket = this.#buckets.get(name);
    if (!bucket) this.#buckets.set(name, (bucket = new Bucket()));
    bucket.add(entry);
  }

  remove(name: string, key: string): void {
    const bucket = this.#buckets.get(name);
    if (!bucket) return;
    bucket.remove(key);
    if (bucket.size === 0) this.#buckets.delete(name);
  }

  touch(name: string): void {
    this.#buckets.get(name)?.touch();
  }
}
