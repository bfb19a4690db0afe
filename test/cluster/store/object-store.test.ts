import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { ObjectStore } from '../../../src/cluster/store/object-store.ts';
import type { Row } from '../../../src/cluster/store/image.ts';

const pod = (name: string, namespace = 'default', owner?: string): KubeObject => ({
  metadata: { name, namespace, ...(owner ? { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: owner }] } : {}) },
});
const names = (objects: readonly KubeObject[]): string[] =>
  objects.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`);
const reload = (store: ObjectStore): ObjectStore => {
  const copy = (row: Row): Row => ({ key: row.key, value: () => structuredClone(row.value()) });
  const rows = new Map([...store.rows()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [key, copy(row)]));
  return new ObjectStore(rows, store.revision, store.logRows().map(copy));
};

describe('the object store', () => {
  it('gives every write the next revision and tells what was before', () => {
    const store = new ObjectStore(new Map(), 0, []);
    const seen: string[] = [];
    store.onChange((change) =>
      seen.push(`${change.type} ${change.object.metadata.resourceVersion ?? ''} ${change.previous?.metadata.resourceVersion ?? '-'}`),
    );
    store.put('pods', pod('a'));
    store.put('pods', pod('a'));
    store.remove('pods', 'default', 'a');
    expect(seen).toEqual(['ADDED 1 -', 'MODIFIED 2 1', 'DELETED 3 -']);
    expect(store.remove('pods', 'default', 'a')).toBeUndefined();
  });

  it('lists by namespace and name, whatever the order of writing', () => {
    const store = new ObjectStore(new Map(), 0, []);
    for (const object of [pod('b', 'z'), pod('b', 'a'), pod('a', 'z')]) store.put('pods', object);
    expect(names(store.list('pods'))).toEqual(['a/b', 'z/a', 'z/b']);
    expect(names(store.list('pods', 'z'))).toEqual(['z/a', 'z/b']);
    expect(store.list('pods', 'nowhere')).toEqual([]);
  });

  it('hands out lists that stay as they are', () => {
    const store = new ObjectStore(new Map(), 0, []);
    store.put('pods', pod('a'));
    const before = store.list('pods');
    store.put('pods', pod('b'));
    expect(before).toHaveLength(1);
  });

  it('answers from its indexes as a scan would, across restarts', () => {
    const operation = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      owner: fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined }),
      remove: fc.boolean(),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        let store = new ObjectStore(new Map(), 0, []);
        for (const { name, owner, remove, restart } of operations) {
          if (remove) store.remove('pods', 'default', name);
          else store.put('pods', pod(name, 'default', owner));
          for (const uid of ['u1', 'u2']) {
            const scanned = store.list('pods').filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === uid);
            expect(store.indexed('owner', 'pods', uid)).toEqual(scanned);
          }
          if (restart) store = reload(store);
        }
      }),
    );
  });
});
