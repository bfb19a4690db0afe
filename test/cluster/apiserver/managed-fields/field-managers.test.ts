import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/api/json.ts';
import type { KubeObject } from '../../../../src/api/object.ts';
import { listed, stored, type ManagedFieldsEntry } from '../../../../src/cluster/apiserver/managed-fields/entries.ts';
import { FieldManagers } from '../../../../src/cluster/apiserver/managed-fields/index.ts';
import { noteUpdate } from '../../../../src/cluster/apiserver/managed-fields/update.ts';
import { emptyObject, ignoredFields, inVersion, VersionedComparison } from '../../../../src/cluster/apiserver/managed-fields/versions.ts';
import { builtInKinds } from '../../../../src/cluster/kinds/index.ts';
import { Memories } from '../../../../src/cluster/sim/memory.ts';

const pods = builtInKinds.stored('pods')!;
const START = Date.UTC(2026, 0, 1);

function time(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString().replace('.000', '');
}

/** Managers, their notes and the writes of an object as a cluster keeps them. */
function bench() {
  const memories = new Memories(new Map());
  const memory = memories.memory('managed-fields');
  const managers = new FieldManagers(memory);
  const write = (next: KubeObject, previous: KubeObject | undefined, name: string, subresource: string, at: number): KubeObject => {
    managers.track(next, previous, { kind: pods, otherVersion: () => undefined, manager: { name, subresource }, time: time(at) }, false);
    managers.keep(next);
    return next;
  };
  return { managers, memory, write };
}

function pod(uid: string, more: JsonObject = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: 'default',
      name: `web-${uid}`,
      creationTimestamp: time(0),
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid, controller: true }],
    },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
    status: {},
    ...more,
  };
}

const status = (ip: string): JsonObject => ({ status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] } });

test('what clients see of an object is the same each time: its text is made once', () => {
  const { managers, write } = bench();
  const object = write(pod('u1'), undefined, 'kube-controller-manager', '', 0);
  expect(managers.shown(object).metadata.managedFields).toMatchObject([{ manager: 'kube-controller-manager', time: time(0) }]);
  expect(managers.shown(object)).toBe(managers.shown(object));
});

describe('what is stored', () => {
  test('objects that differ only in owners and addresses share their notes', () => {
    const { managers, memory, write } = bench();
    const made = ['u1', 'u2'].map((uid, i) => {
      const created = write(pod(uid), undefined, 'kube-controller-manager', '', 0);
      return write({ ...pod(uid, status(`10.0.0.${i}`)), metadata: { ...created.metadata } }, created, 'kubelet', 'status', 37 + i);
    });
    expect(made.map(({ metadata }) => (metadata.managedFields as string[]).map((text) => text.replace(/^[\da-z]+/, '#')))).toEqual([
      ['#~^', '#+11~10.0.0.0'],
      ['#~^', '#+12~10.0.0.1'],
    ]);
    expect([...memory.keys()]).toHaveLength(2);
    const [own, kubelet] = managers.entries(made[1]!);
    expect(own).toMatchObject({ manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'v1', time: time(0) });
    expect(Object.keys((own!.fieldsV1['f:metadata'] as JsonObject)['f:ownerReferences'] as JsonObject)).toEqual(['.', 'k:{"uid":"u2"}']);
    expect(kubelet).toEqual({
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:status': { 'f:phase': {}, 'f:podIP': {}, 'f:podIPs': { '.': {}, 'k:{"ip":"10.0.0.1"}': { '.': {}, 'f:ip': {} } } } },
      manager: 'kubelet',
      operation: 'Update',
      subresource: 'status',
      time: time(38),
    });
  });

  test('another process finds the same notes', () => {
    const { memory, write } = bench();
    const first = write(pod('u'), undefined, 'kube-controller-manager', '', 0);
    const later = new FieldManagers(memory);
    expect(later.entries(first)).toHaveLength(1);
    const again = pod('u');
    later.track(
      again,
      undefined,
      { kind: pods, otherVersion: () => undefined, manager: { name: 'kube-controller-manager', subresource: '' }, time: time(0) },
      false,
    );
    expect(again.metadata.managedFields).toEqual(first.metadata.managedFields);
  });

  test('what is never stored leaves no notes', () => {
    const { managers, memory } = bench();
    const tried = pod('u');
    managers.track(
      tried,
      undefined,
      { kind: pods, otherVersion: () => undefined, manager: { name: 'kubectl', subresource: '' }, time: time(0) },
      true,
    );
    expect(managers.entries(tried)).toHaveLength(1);
    expect([...memory.keys()]).toEqual([]);
  });

  test('notes that nobody needs are forgotten when there are many', () => {
    const { managers, memory, write } = bench();
    const labelled = (i: number): KubeObject => {
      const object = pod('u');
      object.metadata.labels = { [`l${i}`]: '' };
      return object;
    };
    const kept = Array.from({ length: 600 }, (_, i) => write(labelled(i), undefined, 'kubectl', '', 0)).slice(0, 100);
    const stored = (): unknown[][] => kept.map(({ metadata }) => metadata.managedFields!);
    managers.sweep(stored);
    expect([...memory.keys()].filter((name) => name !== '-')).toHaveLength(100);
    expect(managers.entries(kept[99]!)).toHaveLength(1);
    // What was forgotten can come again.
    const again = write(labelled(599), undefined, 'kubectl', '', 0);
    expect(managers.entries(again)).toHaveLength(1);
    expect([...memory.keys()]).toHaveLength(102);
  });

  test('an entry keeps its owner when the object gets another first owner', () => {
    const { managers, write } = bench();
    const created = write(pod('u1'), undefined, 'kube-controller-manager', '', 0);
    const moved = pod('u2');
    moved.metadata.ownerReferences!.push(...created.metadata.ownerReferences!);
    managers.carry(moved, created);
    expect(managers.entries(moved)).toEqual(managers.entries(created));
  });

  test.each([
    ['no time', undefined],
    ['before the object was made', '2025-12-31T23:59:00Z'],
    ['in fractions', '2026-01-01T00:00:00.5Z'],
  ])('times: %s', (_, when) => {
    const { managers } = bench();
    const object = pod('u');
    const entry = { apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:a': {} } }, manager: 'm', operation: 'Update' };
    const given = { ...entry, ...(when === undefined ? {} : { time: when }) } as unknown as ManagedFieldsEntry;
    managers.put(object, [given], object.metadata.creationTimestamp);
    expect(managers.entries(object)).toEqual([given]);
  });

  test('entries as old state files have them are read, and stay when nothing changes', () => {
    const { managers, write } = bench();
    const created = write(pod('u'), undefined, 'kube-controller-manager', '', 0);
    const old = { ...created, metadata: { ...created.metadata, managedFields: managers.entries(created) } };
    const same = { ...old, metadata: { ...old.metadata } };
    const manager = { name: 'kube-controller-manager', subresource: '' };
    managers.track(same, old, { kind: pods, otherVersion: () => undefined, manager, time: time(9) }, false);
    expect(same.metadata.managedFields).toBe(old.metadata.managedFields);
    const changed = write({ ...old, ...status('10.0.0.1'), metadata: { ...old.metadata } }, old, 'kubelet', 'status', 9);
    expect(managers.entries(changed).map(({ manager }) => manager)).toEqual(['kube-controller-manager', 'kubelet']);
  });
});

test('an object that tells of no managers is not tracked', () => {
  const { write } = bench();
  const changed = write(pod('u', status('10.0.0.1')), pod('u'), 'kubelet', 'status', 1);
  expect(changed.metadata.managedFields).toBeUndefined();
});

test('what is remembered is what would be reckoned', () => {
  const container = fc.record({ name: fc.constantFrom('a', 'b'), image: fc.constantFrom('x', 'y') });
  const state = fc.record({
    uids: fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3'), { maxLength: 2 }),
    labels: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'), { minKeys: 1, maxKeys: 2 }),
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 2 }),
    ips: fc.uniqueArray(fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1'), { maxLength: 2 }),
    phase: fc.constantFrom('Pending', 'Running'),
  });
  const step = fc.record({ state, name: fc.constantFrom('one', 'two'), subresource: fc.constantFrom('', 'status'), seconds: fc.nat(3) });
  const { managers, write } = bench();
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      let previous: KubeObject | undefined;
      let reckoned = stored([]);
      let at = 0;
      for (const { state: to, name, subresource, seconds } of steps) {
        at += seconds;
        const next: KubeObject = {
          ...pod('u', {
            spec: { containers: to.containers },
            status: { phase: to.phase, ...(to.ips.length > 0 ? { podIPs: to.ips.map((ip) => ({ ip })) } : {}) },
          }),
        };
        next.metadata = { ...next.metadata, creationTimestamp: time(0), labels: to.labels };
        if (to.uids.length > 0) next.metadata.ownerReferences = to.uids.map((uid) => ({ apiVersion: 'v1', kind: 'X', name: uid, uid }));
        else delete next.metadata.ownerReferences;
        const sub = previous ? subresource : '';
        if (!previous || reckoned.size > 0) {
          const before = previous ? inVersion(pods, previous) : emptyObject(pods);
          const comparison = new VersionedComparison(pods, () => undefined, before, inVersion(pods, next), ignoredFields(pods, sub));
          noteUpdate(reckoned, comparison, { kind: pods, manager: { name, subresource: sub }, time: time(previous ? at : 0) });
          reckoned = stored(listed(reckoned));
        }
        previous = write(next, previous, name, sub, previous ? at : 0);
        expect(managers.entries(previous)).toEqual(listed(reckoned));
        expect(JSON.stringify(managers.entries(previous).map(({ fieldsV1 }) => fieldsV1))).toBe(
          JSON.stringify(listed(reckoned).map(({ fieldsV1 }) => fieldsV1)),
        );
      }
    }),
    { numRuns: 100 },
  );
});
