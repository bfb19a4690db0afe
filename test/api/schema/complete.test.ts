import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/api/json.ts';
import { complete } from '../../../src/api/schema/complete.ts';
import { decode } from '../../../src/api/schema/decode.ts';
import { definition } from '../../../src/api/schema/index.ts';

test.each<[string, JsonObject, JsonObject]>([
  ['core.v1.Container', {}, { name: '', resources: {} }],
  [
    'core.v1.ContainerStatus',
    { name: 'a' },
    { name: 'a', state: {}, lastState: {}, ready: false, restartCount: 0, image: '', imageID: '' },
  ],
  [
    'core.v1.PodCondition',
    { type: 'Ready', status: 'True' },
    { type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null },
  ],
  ['core.v1.ServicePort', { port: 80 }, { port: 80, targetPort: 0 }],
  ['rbac.v1.ClusterRole', { rules: null }, { metadata: {}, rules: null }],
  ['core.v1.Service', { spec: { ports: [] } }, { metadata: {}, spec: {}, status: { loadBalancer: {} } }],
  ['core.v1.Toleration', { tolerationSeconds: 0, key: '' }, { tolerationSeconds: 0 }],
  ['core.v1.EmptyDirVolumeSource', { later: 1 }, { later: 1 }],
])('%s: %j is written %j', (name, object, written) => {
  expect(complete(definition(name), object)).toEqual(written);
});

test('fields come in the order of the struct, deep down too', () => {
  const written = complete(definition('core.v1.Pod'), {
    spec: { dnsPolicy: 'ClusterFirst', containers: [{ image: 'x', name: 'a' }] },
    kind: 'Pod',
  });
  expect(JSON.stringify(written)).toBe(
    '{"kind":"Pod","metadata":{},"spec":{"containers":[{"name":"a","image":"x","resources":{}}],"dnsPolicy":"ClusterFirst"},"status":{}}',
  );
});

test('what is written is decoded again and written the same', () => {
  const service = definition('core.v1.Service');
  const written = complete(service, { kind: 'Service', apiVersion: 'v1', spec: { ports: [{ port: 80 }] } });
  expect(complete(service, decode(service, written).object)).toEqual(written);
});
