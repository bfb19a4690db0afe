import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../../src/api/client.ts';
import type { JsonObject } from '../../../../src/api/json.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { difference, intersection, isEmpty, pathsOf, readFieldSet, union, type FieldSet } from '../../../../src/api/field-set/field-set.ts';
import { pathText } from '../../../../src/api/field-set/path-element.ts';
import { kindServer } from '../../../support/kind-server.ts';

const name = fc.constantFrom('a', 'b', 'c');
// Empty maps and lists are not stored: who applies one again seems to add it, which others who also applied one then object to.
const labels = fc.dictionary(name, fc.constantFrom('1', '2'), { minKeys: 1, maxKeys: 3 });
const containers = fc.uniqueArray(
  fc.record(
    {
      name,
      image: fc.constantFrom('x', 'y'),
      args: fc.array(name, { minLength: 1, maxLength: 2 }),
      env: fc.uniqueArray(fc.record({ name, value: name }, { requiredKeys: ['name'] }), {
        selector: (item) => item.name,
        minLength: 1,
        maxLength: 2,
      }),
    },
    { requiredKeys: ['name', 'image'] },
  ),
  { selector: (item) => item.name, maxLength: 3 },
);

/** A configuration of a Deployment that leaves out this and that. */
const configuration = fc
  .record({ labels, replicas: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), containers, paused: fc.option(fc.boolean()) })
  .map(({ labels: given, replicas, containers: list, paused }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: given },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      ...(paused === null ? {} : { paused }),
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [...list, { name: 'main', image: 'x' }] } },
    },
  }));

const step = fc.record({ manager: fc.constantFrom('one', 'two', 'three'), body: configuration, force: fc.boolean() });
const manifest = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}';

interface Entry {
  manager: string;
  operation: string;
  fieldsV1: FieldSet;
}

/** Undefined: refused. Everything that is no refusal is a defect. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

test('appliers: idempotent, and whoever is last owns what he says', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      const server = kindServer();
      for (const { manager, body, force } of steps) {
        const applied = attempt(() => server.apply(manifest, manager, { body, force }).body);
        if (!applied) continue;
        // A second time changes nothing.
        expect(server.apply(manifest, manager, { body }).body).toEqual(applied);
        const { containers: live } = applied['spec'].template.spec as { containers: { name: string; image: string }[] };
        for (const { name: wanted, image } of body.spec.template.spec.containers)
          expect(live.find((one) => one.name === wanted)?.image).toBe(image);
        expect(applied.metadata.labels ?? {}).toMatchObject(body.metadata.labels);
        const entries = applied.metadata.managedFields as Entry[];
        expect(entries.filter((entry) => entry.manager === manager)).toHaveLength(1);
        for (const entry of entries) expect(readFieldSet(entry.fieldsV1)).toEqual(entry.fieldsV1);
      }
    }),
    { numRuns: 40 },
  );
});

test('what only one applier has said goes with him', () => {
  fc.assert(
    fc.property(configuration, configuration, (first, second) => {
      const server = kindServer();
      server.apply(manifest, 'one', { body: first });
      const before = server.apply(manifest, 'one', { body: second }).body;
      const fresh = kindServer().apply(manifest, 'one', { body: second }).body;
      expect(before.metadata.labels).toEqual(fresh.metadata.labels);
      expect(before['spec'].template).toEqual(fresh['spec'].template);
      expect(before['spec'].paused).toEqual(fresh['spec'].paused);
      expect(before['spec'].replicas).toBe(second.spec.replicas ?? 1);
    }),
    { numRuns: 40 },
  );
});

test('no patch of any type is an internal error', () => {
  const key = fc.constantFrom(
    'metadata',
    'spec',
    'template',
    'containers',
    'name',
    'labels',
    '$patch',
    '$retainKeys',
    '$setElementOrder/containers',
    '$deleteFromPrimitiveList/finalizers',
    '__proto__',
    'managedFields',
    'finalizers',
    'strategy',
    'a',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, true, 0, -1, 1.5, '', 'web', 'replace', 'delete', 'k:{}', 'f:a'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
      path: fc.array(key, { maxLength: 4 }).map((parts) => parts.map((part) => `/${part.replaceAll('/', '~1')}`).join('')),
      from: fc.array(key, { maxLength: 3 }).map((parts) => parts.map((part) => `/${part}`).join('')),
      value,
    },
    { requiredKeys: ['op', 'path'] },
  );
  const patch = fc.oneof(
    fc.record({ patchType: fc.constantFrom('merge', 'strategic', 'json', 'apply'), body: value }),
    fc.record({ patchType: fc.constant('json'), body: fc.array(operation, { maxLength: 4 }) }),
    fc.record({
      patchType: fc.constantFrom('merge', 'strategic', 'apply'),
      body: fc.record({
        spec: fc.dictionary(key, value),
        metadata: fc.dictionary(key, value),
        kind: fc.constant('Deployment'),
        apiVersion: fc.constant('apps/v1'),
      }),
    }),
  );
  const base = {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'x' }] } },
    },
  };
  fc.assert(
    fc.property(fc.array(patch, { maxLength: 4 }), fc.constantFrom('', 'status', 'scale'), (patches, subresource) => {
      const server = kindServer();
      server.apply(manifest, 'one', { body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, ...base } });
      for (const { patchType, body } of patches) {
        const request = {
          verb: 'patch',
          patchType,
          body,
          fieldManager: 'two',
          ...(subresource ? { subresource } : {}),
        } as Partial<ApiRequest> & { verb: 'patch' };
        attempt(() => server.send(manifest, request));
      }
      expect(({} as JsonObject)['a']).toBeUndefined();
    }),
    { numRuns: 250 },
  );
});

const set = fc.array(fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1'), { minLength: 1, maxLength: 3 }), { maxLength: 6 });

test('field sets are sets', () => {
  const toSet = (paths: string[][]): FieldSet => {
    const tree: JsonObject = {};
    for (const path of paths) {
      const at = path.reduce<JsonObject>((parent, element) => (parent[element] ??= {}) as JsonObject, tree);
      at['.'] = {};
    }
    return readFieldSet(tree);
  };
  const texts = (fields: FieldSet): Set<string> => new Set(pathsOf(fields).map(pathText));
  fc.assert(
    fc.property(set, set, (a, b) => {
      const [left, right] = [toSet(a), toSet(b)];
      const [inLeft, inRight] = [texts(left), texts(right)];
      expect(inLeft).toEqual(new Set(a.map(pathText)));
      expect(texts(union(left, right))).toEqual(new Set([...inLeft, ...inRight]));
      expect(texts(difference(left, right))).toEqual(new Set([...inLeft].filter((path) => !inRight.has(path))));
      expect(texts(intersection(left, right))).toEqual(new Set([...inLeft].filter((path) => inRight.has(path))));
      expect(union(left, right)).toEqual(union(right, left));
      expect(JSON.stringify(union(left, right))).toBe(JSON.stringify(union(right, left)));
      expect(isEmpty(difference(left, left))).toBe(true);
    }),
  );
});
