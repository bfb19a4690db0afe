import type { KubeObject } from '../../api/object.ts';
import type { Change } from '../sim/actor.ts';
import { BucketMap, type Bucket, type Entry } from './bucket.ts';
import { ChangeLog, type LoggedChange } from './change-log.ts';
import { objectKey, type Row } from './image.ts';

/** Values an object is looked up by besides its key; built when first asked for, since that parses every object of the resource. */
const INDEXERS: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
  // Objects that nobody controls are found under ''.
  owner: ({ metadata: { ownerReferences } }) => {
    const uids = ownerReferences?.map((owner) => owner.uid) ?? [];
    return ownerReferences?.some((owner) => owner.controller === true) ? uids : [...uids, ''];
  },
  node: (object) => (object.spec?.nodeName ? [object.spec.nodeName as string] : []),
  involved: (object) => (object.involvedObject ? [`${object.involvedObject.uid ?? ''}/${object.involvedObject.name ?? ''}`] : []),
};

class StoredEntry implements Entry {
  readonly key: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  row: Row;
  #object: KubeObject | undefined;

  constructor(resource: string, namespace: string, name: string, row: Row) {
    this.key = row.key;
    this.resource = resource;
    this.namespace = namespace;
    this.name = name;
    this.row = row;
  }

  object(): KubeObject {
    return (this.#object ??= this.row.value() as KubeObject);
  }

  glance(): KubeObject {
    return this.#object ?? ((this.row.glance?.() ?? this.row.value()) as KubeObject);
  }

  replace(object: KubeObject): void {
    this.#object = object;
    this.row = { key: this.key, value: () => object };
  }
}

/** Versioned objects and their indexes. Knows nothing of kinds; every write gives the next revision and one entry of the change log. */
export class ObjectStore {
  revision: number;
  readonly log: ChangeLog;
  readonly #entries = new Map<string, StoredEntry>();
  readonly #byResource = new BucketMap();
  readonly #byNamespace = new BucketMap();
  readonly #indexes = new Map<string, BucketMap>();
  readonly #listeners: ((change: Change) => void)[] = [];
  #savedRevision: number;
  /** Keys of the objects that changed since they were last taken; undefined while nobody keeps track. */
  #touched: Set<string> | undefined;

  constructor(rows: Map<string, Row>, revision: number, log: readonly Row[]) {
    this.revision = revision;
    this.#savedRevision = revision;
    this.log = new ChangeLog(log, rows);
    for (const row of rows.values()) {
      const blank = row.key.indexOf(' ');
      const slash = row.key.indexOf('/', blank);
      this.#insert(new StoredEntry(row.key.slice(0, blank), row.key.slice(blank + 1, slash), row.key.slice(slash + 1), row));
    }
  }

  /** Has anything been written since loading, or since it was last saved? */
  get changed(): boolean {
    return this.revision !== this.#savedRevision;
  }

  noteSaved(): void {
    this.#savedRevision = this.revision;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#entries.get(objectKey(resource, namespace, name))?.object();
  }

  /** In order of namespace and name. */
  list(resource: string, namespace?: string): readonly KubeObject[] {
    return this.#bucket(resource, namespace)?.objects() ?? [];
  }

  /** Keys without parsing the objects. */
  entries(resource: string, namespace?: string): readonly Entry[] {
    return this.#bucket(resource, namespace)?.entries() ?? [];
  }

  resources(): readonly string[] {
    return [...this.#byResource.names()];
  }

  /** Members of an index (`owner`, `node`, `involved`), in key order. */
  indexed(index: string, resource: string, value: string): readonly KubeObject[] {
    const indexer = INDEXERS[index];
    if (!indexer) throw new Error(`no index ${index}`);
    const indexKey = `${index} ${resource}`;
    let buckets = this.#indexes.get(indexKey);
    if (!buckets) {
      this.#indexes.set(indexKey, (buckets = new BucketMap()));
      for (const entry of this.entries(resource)) for (const member of indexer(entry.object())) buckets.add(member, entry);
    }
    return buckets.get(value)?.objects() ?? [];
  }

  /** Writes the object with the next revision and tells the listeners. The object given becomes the stored one. */
  put(resource: string, object: KubeObject): KubeObject {
    const namespace = object.metadata.namespace ?? '';
    const name = object.metadata.name as string;
    const key = objectKey(resource, namespace, name);
    this.revision += 1;
    object.metadata.resourceVersion = String(this.revision);
    const existing = this.#entries.get(key);
    if (!existing) {
      const entry = new StoredEntry(resource, namespace, name, { key, value: () => object });
      entry.replace(object);
      this.#insert(entry);
      this.#reindex(entry, undefined, object);
      this.#publish({ type: 'ADDED', resource, object }, key);
      return object;
    }
    const previous = existing.object();
    existing.replace(object);
    this.#byResource.touch(resource);
    if (namespace !== '') this.#byNamespace.touch(`${resource} ${namespace}`);
    this.#reindex(existing, previous, object);
    this.#publish({ type: 'MODIFIED', resource, object, previous }, key, previous);
    return object;
  }

  /** Removes the object; what listeners and watches see of it carries the revision of the deletion. */
  remove(resource: string, namespace: string, name: string): KubeObject | undefined {
    const key = objectKey(resource, namespace, name);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const last = entry.object();
    this.revision += 1;
    const object = { ...last, metadata: { ...last.metadata, resourceVersion: String(this.revision) } };
    this.#entries.delete(key);
    this.#byResource.remove(resource, key);
    if (namespace !== '') this.#byNamespace.remove(`${resource} ${namespace}`, key);
    this.#reindex(entry, last, undefined);
    this.#publish({ type: 'DELETED', resource, object }, key, last);
    return object;
  }

  /** Objects that changed since the last call, null for those that are gone; the first call begins to keep track. */
  takeChanges(): [key: string, object: KubeObject | null][] {
    const changes = [...(this.#touched ?? [])].map((key): [string, KubeObject | null] => [key, this.#entries.get(key)?.object() ?? null]);
    this.#touched = new Set();
    return changes;
  }

  /** The change log as it is written. */
  logRows(): Row[] {
    return this.log.rows((key) => this.#entries.get(key)?.row);
  }

  /** Every object that there is, and those that the last changes tell of. */
  *everything(): Iterable<KubeObject> {
    for (const entry of this.#entries.values()) yield entry.object();
    for (const row of this.logRows()) {
      const change = row.value();
      if (typeof change === 'object') yield (change as LoggedChange).object;
    }
  }

  rows(): Map<string, Row> {
    return new Map([...this.#entries.values()].map((entry) => [entry.key, entry.row]));
  }

  #bucket(resource: string, namespace: string | undefined): Bucket | undefined {
    return namespace === undefined || namespace === '' ? this.#byResource.get(resource) : this.#byNamespace.get(`${resource} ${namespace}`);
  }

  #insert(entry: StoredEntry): void {
    this.#entries.set(entry.key, entry);
    this.#byResource.add(entry.resource, entry);
    if (entry.namespace !== '') this.#byNamespace.add(`${entry.resource} ${entry.namespace}`, entry);
  }

  #reindex(entry: Entry, previous: KubeObject | undefined, next: KubeObject | undefined): void {
    for (const [index, indexer] of Object.entries(INDEXERS)) {
      const buckets = this.#indexes.get(`${index} ${entry.resource}`);
      if (!buckets) continue;
      const before = previous ? indexer(previous) : [];
      const after = next ? indexer(next) : [];
      for (const value of before) if (!after.includes(value)) buckets.remove(value, entry.key);
      for (const value of after) {
        if (before.includes(value)) buckets.touch(value);
        else buckets.add(value, entry);
      }
    }
  }

  #publish(change: Change, key: string, previous?: KubeObject): void {
    this.#touched?.add(key);
    this.log.append({ revision: this.revision, type: change.type, key, object: change.object }, previous);
    for (const listener of this.#listeners) listener(change);
  }
}
