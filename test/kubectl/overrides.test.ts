import { expect, test } from 'vitest';
import { withOverrides } from '../../src/kubectl/overrides.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'p', image: 'x' }] } };
const laid = (overrides: string, type = 'merge') => withOverrides(pod, { overrides, 'override-type': type });

test('without overrides the object is left alone', () => {
  expect(laid('')).toBe(pod);
});

test('fields that the type does not have are dropped', () => {
  expect(laid('{"spec":{"nodeselector":{"a":"b"},"nodeName":"n"}}')['spec']).toMatchObject({ nodeName: 'n' });
  expect(laid('{"spec":{"nodeselector":{"a":"b"}}}')['spec'].nodeselector).toBeUndefined();
});

test('each type in its way', () => {
  const change = '{"spec":{"containers":[{"name":"p","command":["true"]}]}}';
  expect(laid(change)['spec'].containers[0].image).toBeUndefined();
  expect(laid(change, 'strategic')['spec'].containers[0].image).toBe('x');
  expect(laid('[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]', 'json').metadata.labels).toEqual({ a: 'b' });
});

test.each([
  ['{broken', 'merge', 'Invalid JSON Patch'],
  ['{}', 'fancy', 'invalid override type: fancy'],
  [
    '{"spec":{"nodeSelector":{"disk":["ssd"]}}}',
    'merge',
    'json: cannot unmarshal array into Go struct field PodSpec.spec.nodeSelector of type string',
  ],
  ['{"kind":"Nonsense"}', 'merge', 'no kind "Nonsense" is registered for version "v1"'],
])('%s (%s) is refused', (overrides, type, message) => {
  expect(() => laid(overrides, type)).toThrow(message);
});
