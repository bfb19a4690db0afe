import { expect, test } from 'vitest';
import { patchedLocally } from '../../../src/kubectl/patch/local-patch.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'x' }] } };
const change = { spec: { containers: [{ name: 'a', command: ['true'] }] } };

test('a strategic patch knows containers by name, a merge patch replaces the list', () => {
  expect(patchedLocally(pod, 'strategic', change)['spec'].containers).toEqual([{ name: 'a', image: 'x', command: ['true'] }]);
  expect(patchedLocally(pod, 'merge', change)['spec'].containers).toEqual([{ name: 'a', command: ['true'] }]);
});

test('a JSON patch changes a copy', () => {
  const patched = patchedLocally(pod, 'json', [{ op: 'replace', path: '/metadata/name', value: 'q' }]);
  expect(patched.metadata.name).toBe('q');
  expect(pod.metadata.name).toBe('p');
});

test.each([
  ['json', { spec: {} }, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
  ['merge', 'text', 'Invalid JSON Patch'],
  ['strategic', [], 'invalid JSON document'],
  ['merge', [], 'json: cannot unmarshal array into Go value of type unstructured.detector'],
] as const)('%s patch of another shape', (type, patch, message) => {
  expect(() => patchedLocally(pod, type, patch)).toThrow(message);
});

test('kinds without a type have no strategic patches', () => {
  const custom = { apiVersion: 'example.com/v1', kind: 'Backup', metadata: {} };
  expect(() => patchedLocally(custom, 'strategic', {})).toThrow(
    'strategic merge patch is not supported for example.com/v1, Kind=Backup locally, try --type merge',
  );
});
