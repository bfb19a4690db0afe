import type { KubeObject } from '../../api/object.ts';

/** A stored object under its key; the same entry for the object's whole life, so that buckets need not be told of modifications. */
export interface Entry {
  readonly key: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  object(): KubeObject;
  /** The object, for whoever looks at it only once: what was not parsed before is not kept. */
  glance(): KubeObject;
}

/** So few are put into their places one by one; more are merged. */
const FEW = 8;

/** Entries in key order, with the array of their objects kept until something changes. */
export class Bucket {
  #keys: string[] = [];
  #entries: Entry[] = [];
  /** Added since somebody last looked: put in order only then, since most buckets are filled far more often than read. */
  #added: Entry[] = [];
  #objects: readonly KubeObject[] | undefined;

  get size(): number {
    return this.#keys.length + this.#added.length;
  }

  add(entry: Entry): void {
    this.#added.push(entry);
    this.#objects = undefined;
  }

  remove(key: string): void {
    this.#arrange();
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
    this.#arrange();
    return this.#entries;
  }

  /** A snapshot: stays as it is while the bucket changes. */
  objects(): readonly KubeObject[] {
    this.#arrange();
    this.#objects ??= this.#entries.map((entry) => entry.object());
    return this.#objects;
  }

  #arrange(): void {
    if (this.#added.length === 0) return;
    const added = this.#added;
    this.#added = [];
    if (added.length <= FEW) {
      for (const entry of added) this.#insert(entry);
      return;
    }
    added.sort((a, b) => (a.key < b.key ? -1 : 1));
    const [first] = added;
    const last = this.#keys[this.#keys.length - 1];
    const merged = last === undefined || last < first!.key ? [...this.#entries, ...added] : merge(this.#entries, added);
    this.#entries = merged;
    this.#keys = merged.map(({ key }) => key);
  }

  #insert(entry: Entry): void {
    const at = this.#position(entry.key);
    this.#keys.splice(at, 0, entry.key);
    this.#entries.splice(at, 0, entry);
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

function merge(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const merged: Entry[] = [];
  let next = 0;
  for (const entry of a) {
    while (next < b.length && b[next]!.key < entry.key) merged.push(b[next++]!);
    merged.push(entry);
  }
  return [...merged, ...b.slice(next)];
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
