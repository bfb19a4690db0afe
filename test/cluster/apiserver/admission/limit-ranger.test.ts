import { expect, test } from 'vitest';
import type { LimitRange, PersistentVolumeClaim, Pod } from '../../../../src/api/types.ts';
import { claimViolations, podViolations } from '../../../../src/cluster/apiserver/admission/limit-ranger/constraints.ts';
import { fillInDefaults } from '../../../../src/cluster/apiserver/admission/limit-ranger/defaults.ts';
import { kindServer } from '../../../support/kind-server.ts';

const range = (...limits: object[]): LimitRange => ({ metadata: { name: 'r' }, spec: { limits } }) as never;
const pod = (containers: object[], initContainers: object[] = []): Pod =>
  ({
    metadata: { name: 'p' },
    spec: {
      containers: containers.map((resources, i) => ({ name: `c${i}`, resources })),
      initContainers: initContainers.map((more, i) => ({ name: `i${i}`, ...more })),
    },
  }) as never;

test.each<[string, object, Pod, string]>([
  [
    'a container without a request',
    { type: 'Container', min: { cpu: '1' } },
    pod([{}]),
    'minimum cpu usage per Container is 1.  No request is specified',
  ],
  [
    'a container without a limit',
    { type: 'Container', max: { cpu: '1' } },
    pod([{}]),
    'maximum cpu usage per Container is 1.  No limit is specified',
  ],
  [
    'a limit below the minimum',
    { type: 'Container', min: { cpu: '1' } },
    pod([{ requests: { cpu: '1' }, limits: { cpu: '900m' } }]),
    'minimum cpu usage per Container is 1, but limit is 900m',
  ],
  [
    'a request above the maximum',
    { type: 'Container', max: { cpu: '1' } },
    pod([{ requests: { cpu: '2' }, limits: { cpu: '1' } }]),
    'maximum cpu usage per Container is 1, but request is 2',
  ],
  [
    'exactly at the bounds',
    { type: 'Container', min: { cpu: '1' }, max: { cpu: '1' } },
    pod([{ requests: { cpu: '1' }, limits: { cpu: '1000m' } }]),
    '',
  ],
  [
    'a ratio without a request',
    { type: 'Container', maxLimitRequestRatio: { memory: '2' } },
    pod([{ limits: { memory: '1Gi' } }]),
    'memory max limit to request ratio per Container is 2, but no request is specified or request is 0',
  ],
  [
    'a ratio without a limit',
    { type: 'Container', maxLimitRequestRatio: { memory: '2' } },
    pod([{ requests: { memory: '1Gi' } }]),
    'memory max limit to request ratio per Container is 2, but no limit is specified or limit is 0',
  ],
  [
    'a ratio that is fractional',
    { type: 'Container', maxLimitRequestRatio: { memory: '1500m' } },
    pod([{ requests: { memory: '1Gi' }, limits: { memory: '1600Mi' } }]),
    'memory max limit to request ratio per Container is 1500m, but provided ratio is 1.562500',
  ],
  [
    'one message for two containers with the same fault, in order of the names',
    { type: 'Container', min: { memory: '1Gi', cpu: '1' } },
    pod([{ requests: { cpu: '1', memory: '1' } }, { requests: { cpu: '500m', memory: '1' } }]),
    '[minimum memory usage per Container is 1Gi, but request is 1, minimum cpu usage per Container is 1, but request is 500m]',
  ],
  [
    'the containers of a pod together',
    { type: 'Pod', max: { cpu: '1' } },
    pod([{ limits: { cpu: '600m' } }, { limits: { cpu: '600m' } }]),
    'maximum cpu usage per Pod is 1, but limit is 1200m',
  ],
  [
    'an init container that needs more than they do',
    { type: 'Pod', max: { cpu: '1' } },
    pod([{ limits: { cpu: '100m' } }], [{ resources: { limits: { cpu: '3' } } }]),
    'maximum cpu usage per Pod is 1, but limit is 3',
  ],
  [
    'a sidecar that runs beside them',
    { type: 'Pod', max: { cpu: '1' } },
    pod([{ limits: { cpu: '600m' } }], [{ restartPolicy: 'Always', resources: { limits: { cpu: '600m' } } }]),
    'maximum cpu usage per Pod is 1, but limit is 1200m',
  ],
  ['limits of claims', { type: 'PersistentVolumeClaim', min: { storage: '1Gi' } }, pod([{}]), ''],
])('%s', (_, item, subject, text) => expect(podViolations(range(item), subject)).toBe(text));

test('a claim is measured by its request alone', () => {
  const claim = (storage: string): PersistentVolumeClaim => ({ metadata: {}, spec: { resources: { requests: { storage } } } }) as never;
  const item = range({ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } });
  expect(claimViolations(item, claim('1Gi'))).toBe('');
  expect(claimViolations(item, claim('3Gi'))).toBe('maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi');
  expect(claimViolations(item, claim('1'))).toBe('minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1');
});

test('init containers get the defaults too, and the pod tells what was set', () => {
  const subject = pod([{ requests: { cpu: '1' } }], [{}]);
  fillInDefaults(range({ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { cpu: '2', memory: '1Gi' } }), subject);
  expect(subject.spec!.containers[0]!.resources).toEqual({ requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } });
  expect(subject.metadata.annotations).toEqual({
    'kubernetes.io/limit-ranger':
      'LimitRanger plugin set: memory request for container c0; memory limit for container c0; cpu, memory request for init container i0; memory limit for init container i0',
  });
});

test('a pod that is there is not measured again', () => {
  const server = kindServer();
  server.create('{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}');
  const manifest = '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}';
  server.create(manifest);
  server.create(
    '{apiVersion: v1, kind: LimitRange, metadata: {name: r}, spec: {limits: [{type: Container, min: {cpu: 1}, max: {cpu: 2}}]}}',
  );
  expect(server.patch(manifest, { metadata: { labels: { a: 'b' } } }).code).toBe(200);
  expect(server.create(manifest.replace('name: p', 'name: q')).body['spec'].containers[0].resources).toEqual({
    limits: { cpu: '2' },
    requests: { cpu: '2' },
  });
});
