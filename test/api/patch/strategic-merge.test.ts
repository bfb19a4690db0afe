import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deepClone, type JsonObject } from '../../../src/api/json.ts';
import { PatchError } from '../../../src/api/patch/patch-error.ts';
import { createTwoWayMergePatch } from '../../../src/api/patch/strategic-diff.ts';
import { applyStrategicMergePatch } from '../../../src/api/patch/strategic-merge.ts';
import { definition } from '../../../src/api/schema/index.ts';
import { deployments, pods } from './workloads.ts';

const podSpec = definition('core.v1.PodSpec');
const named = (...names: string[]): JsonObject[] => names.map((name) => ({ name }));

describe('a list of containers', () => {
  test.each<[string, string[], JsonObject, string[]]>([
    ['a new element is put first', ['x'], { containers: named('new') }, ['new', 'x']],
    ['known ones stay where they are', ['x', 'y'], { containers: named('y') }, ['x', 'y']],
    ['deletes by key', ['x', 'y'], { containers: [{ name: 'x', $patch: 'delete' }] }, ['y']],
    ['replaces', ['x', 'y'], { containers: [{ $patch: 'replace' }, { name: 'z' }] }, ['z']],
    ['an empty list changes nothing', ['x'], { containers: [] }, ['x']],
    ['orders', ['x', 'y'], { '$setElementOrder/containers': named('y', 'x') }, ['y', 'x']],
    [
      'a new one where the order has it',
      ['x', 'y'],
      { containers: named('z'), '$setElementOrder/containers': named('x', 'z', 'y') },
      ['x', 'z', 'y'],
    ],
    [
      'new before what only the server has',
      ['d', 'b'],
      { containers: named('a'), '$setElementOrder/containers': named('a') },
      ['a', 'd', 'b'],
    ],
    [
      'but after it, into the room that a deletion has made',
      ['d', 'b'],
      { containers: [...named('a', 'c'), { name: 'd', $patch: 'delete' }], '$setElementOrder/containers': named('a', 'c') },
      ['b', 'a', 'c'],
    ],
  ])('%s', (_what, original, patch, expected) => {
    const merged = applyStrategicMergePatch({ containers: named(...original) }, patch, podSpec);
    expect((merged['containers'] as { name: string }[]).map(({ name }) => name)).toEqual(expected);
  });
});

describe('values', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'elements merge',
      { containers: [{ name: 'x', image: 'a', tty: true }] },
      { containers: [{ name: 'x', image: 'b', tty: null }] },
      { containers: [{ name: 'x', image: 'b' }] },
    ],
    ['other lists are replaced', { tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] }, { tolerations: [{ key: 'b' }] }],
    ['maps merge', { nodeSelector: { a: '1', b: '1' } }, { nodeSelector: { a: null, c: '1' } }, { nodeSelector: { b: '1', c: '1' } }],
    ['a map is replaced', { nodeSelector: { a: '1' } }, { nodeSelector: { $patch: 'replace', z: '1' } }, { nodeSelector: { z: '1' } }],
    ['a map is emptied', { affinity: { nodeAffinity: {} } }, { affinity: { $patch: 'delete' } }, { affinity: {} }],
    ['nulls do not come to be', {}, { affinity: { nodeAffinity: null, podAffinity: {} } }, { affinity: { podAffinity: {} } }],
    [
      'only what is retained stays',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: { path: '/' }, $retainKeys: ['name', 'hostPath'] }] },
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
    ],
    [
      'without that, both stay',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: {} }] },
      { volumes: [{ name: 'v', emptyDir: {}, hostPath: {} }] },
    ],
    ['what becomes something else', { affinity: {} }, { affinity: 'x' }, { affinity: 'x' }],
  ])('%s', (_what, original, patch, expected) => {
    const before = deepClone(original);
    expect(applyStrategicMergePatch(original, patch, podSpec)).toEqual(expected);
    expect(original).toEqual(before);
  });

  it('plain lists grow, and shrink by their directive', () => {
    const meta = definition('meta.v1.ObjectMeta');
    const patch = { finalizers: ['c'], '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['c'] };
    expect(applyStrategicMergePatch({ finalizers: ['a', 'b'] }, patch, meta)).toEqual({ finalizers: ['c', 'b'] });
  });
});

describe('refused', () => {
  const original = { containers: named('x'), foo: { a: 1 } };
  test.each<[JsonObject, string]>([
    [{ $patch: 'foo' }, 'unknown patch type: foo in map: map[$patch:foo]'],
    [{ containers: [{ name: 'x', $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch'],
    [{ containers: [{ name: 'x', $patch: 'zap' }] }, 'unknown patch type: zap in map: map[$patch:zap name:x]'],
    [{ containers: [{ image: 'x' }] }, 'map: map[image:x] does not contain declared merge key: name'],
    [{ containers: [1] }, 'list element types are not identical: [[map[name:x]] [1]]'],
    [{ '$setElementOrder/containers': 'x' }, 'expected a []interface {}, but received a string'],
    [{ $retainKeys: ['containers'], nodeName: 'n' }, 'invalid patch format of retainKeys'],
    [{ foo: { b: 1 } }, 'unable to find api field in struct PodSpec for the json field "foo"'],
    [
      { containers: named('a'), '$setElementOrder/containers': named('b') },
      "The order in patch list:\n[map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
    ],
  ])('%j', (patch, message) => {
    expect(() => applyStrategicMergePatch(original, patch, podSpec)).toThrow(PatchError);
    expect(() => applyStrategicMergePatch(original, patch, podSpec)).toThrow(message);
  });
});

/** A patch does not order plain lists. */
function withSortedFinalizers(object: JsonObject): JsonObject {
  const copy = deepClone(object);
  const finalizers = (copy['metadata'] as { finalizers?: string[] }).finalizers;
  finalizers?.sort();
  return copy;
}

describe('a difference, applied, makes the one of the other', () => {
  it.each([
    ['Pods', pods, 'core.v1.Pod'],
    ['Deployments', deployments, 'apps.v1.Deployment'],
  ])('%s', (_kind, objects, name) => {
    const schema = definition(name);
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const before = deepClone(a);
        const patched = applyStrategicMergePatch(a, createTwoWayMergePatch(a, b, schema), schema);
        expect(withSortedFinalizers(patched)).toEqual(withSortedFinalizers(b));
        expect(a).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
