import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { pollWatch, startWatch, type WatchedResource } from '../../../src/cluster/apiserver/watch.ts';
import type { Row } from '../../../src/cluster/store/image.ts';
import { ObjectStore } from '../../../src/cluster/store/object-store.ts';

const request = { group: '', version: 'v1', resource: 'pods', namespace: 'default' };
const watched: WatchedResource = {
  resource: 'pods',
  matches: (object) => object.metadata.labels?.['app'] === 'web' && object.metadata.namespace === 'default',
  represent: (object) => object,
  bookmark: (metadata) => ({ metadata }),
};
const pod = (name: string, app: string): KubeObject => ({ metadata: { name, namespace: 'default', labels: { app } } });

/** The log as it comes back from a state file: every value parsed anew. */
const written = (store: ObjectStore): Row[] =>
  store.logRows().map((row) => {
    const text = JSON.stringify(row.value());
    return { key: row.key, value: () => JSON.parse(text) as unknown, raw: text };
  });

describe('watches', () => {
  it('tell an object that stops matching as deleted', () => {
    const store = new ObjectStore(new Map(), 0, []);
    const watch = startWatch(request, watched, store);
    store.put('pods', pod('a', 'web'));
    expect(pollWatch(watch, watched, store).map(({ type }) => type)).toEqual(['ADDED']);
    store.put('pods', pod('a', 'other'));
    store.put('pods', pod('a', 'web'));
    expect(pollWatch(watch, watched, store).map(({ type }) => type)).toEqual(['DELETED', 'ADDED']);
    expect(pollWatch(watch, watched, store)).toEqual([]);
  });

  it('lead to what there is, whether the log reaches back or not', () => {
    const operation = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      app: fc.constantFrom('web', 'other', 'gone'),
      poll: fc.boolean(),
      restart: fc.constantFrom('no', 'yes', 'forgetful'),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        let store = new ObjectStore(new Map(), 0, []);
        const watch = startWatch(request, watched, store);
        const client = new Map<string, string>();
        const poll = (): void => {
          for (const { type, object } of pollWatch(watch, watched, store)) {
            const { name = '', resourceVersion = '' } = object.metadata;
            expect(client.has(name)).toBe(type !== 'ADDED');
            if (type === 'DELETED') client.delete(name);
            else client.set(name, resourceVersion);
          }
          const there = store.list('pods').filter(watched.matches);
          expect(new Map([...client].sort())).toEqual(new Map(there.map(({ metadata }) => [metadata.name, metadata.resourceVersion])));
        };
        for (const { name, app, poll: now, restart } of operations) {
          if (app === 'gone') store.remove('pods', 'default', name);
          else store.put('pods', pod(name, app));
          if (restart !== 'no')
            store = new ObjectStore(new Map([...store.rows()].sort()), store.revision, restart === 'yes' ? written(store) : []);
          if (now) poll();
        }
        poll();
      }),
    );
  });
});
