import { describe, expect, test } from 'vitest';
import { deepClone } from '../../../../src/api/json.ts';
import type { Pod } from '../../../../src/api/types.ts';
import { defaultPullPolicy } from '../../../../src/cluster/kinds/core/container-defaults.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { created } from '../../../support/kinds.ts';

test('what a pod is given', () => {
  const { spec, status } = created<Pod>(pod, {
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
  });
  expect(spec).toEqual({
    containers: [
      {
        name: 'web',
        image: 'nginx:1.27',
        imagePullPolicy: 'IfNotPresent',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
});

test('a pod that is not to be scheduled yet says so', () => {
  const spec = { schedulingGates: [{ name: 'example.com/hold' }], containers: [{ name: 'web', image: 'nginx:1.27' }] };
  const [condition, ...more] = created<Pod>(pod, { metadata: { name: 'web' }, spec }).status?.conditions ?? [];
  expect(more).toEqual([]);
  expect(Object.keys(condition ?? {}).sort()).toEqual(['lastProbeTime', 'lastTransitionTime', 'message', 'reason', 'status', 'type']);
  expect(condition).toMatchObject({ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' });
});

test('defaults of defaults are the defaults', () => {
  const once = created<Pod>(pod, everything);
  const twice = deepClone(once);
  pod.setDefaults!(twice);
  expect(twice).toEqual(once);
});

const everything = {
  metadata: { name: 'all' },
  spec: {
    hostNetwork: true,
    terminationGracePeriodSeconds: -5,
    serviceAccount: 'robot',
    initContainers: [{ name: 'proxy', image: 'envoy:1.31', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 15000 } } }],
    containers: [
      {
        name: 'app',
        image: 'nginx',
        ports: [{ containerPort: 80 }],
        env: [
          { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
        ],
        livenessProbe: { httpGet: { port: 80 } },
        resources: { limits: { cpu: '100m', memory: '64Mi' } },
      },
    ],
    volumes: [
      { name: 'nothing' },
      { name: 'host', hostPath: { path: '/var/log' } },
      { name: 'conf', configMap: { name: 'conf' } },
      { name: 'cred', secret: { secretName: 'cred' } },
      { name: 'meta', downwardAPI: { items: [{ path: 'cpu', resourceFieldRef: { containerName: 'app', resource: 'limits.cpu' } }] } },
      { name: 'all', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
      { name: 'oci', image: { reference: 'quay.io/data:latest' } },
    ],
  },
};

test('parts of a pod', () => {
  const { spec, status } = created<Pod>(pod, everything);
  expect(spec!.volumes).toEqual([
    { name: 'nothing', emptyDir: {} },
    { name: 'host', hostPath: { path: '/var/log', type: '' } },
    { name: 'conf', configMap: { name: 'conf', defaultMode: 420 } },
    { name: 'cred', secret: { secretName: 'cred', defaultMode: 420 } },
    {
      name: 'meta',
      downwardAPI: {
        defaultMode: 420,
        items: [{ path: 'cpu', resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '0' } }],
      },
    },
    { name: 'all', projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] } },
    { name: 'oci', image: { reference: 'quay.io/data:latest', pullPolicy: 'Always' } },
  ]);
  const app = spec!.containers[0]!;
  expect(app.livenessProbe).toEqual({
    failureThreshold: 3,
    httpGet: { path: '/', port: 80, scheme: 'HTTP' },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  });
  expect(app.imagePullPolicy).toBe('Always');
  expect(app.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
  expect(app.env?.[0]?.valueFrom).toEqual({ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } });
  expect(app.env?.[1]?.valueFrom).toEqual({ resourceFieldRef: { divisor: '0', resource: 'requests.cpu' } });
  expect(app.resources).toEqual({ limits: { cpu: '100m', memory: '64Mi' }, requests: { cpu: '100m', memory: '64Mi' } });
  expect(spec!.initContainers?.[0]?.startupProbe?.failureThreshold).toBe(3);
  expect(spec).toMatchObject({ terminationGracePeriodSeconds: 1, serviceAccount: 'robot', serviceAccountName: 'robot' });
  expect(status?.qosClass).toBe('Burstable');
});

describe('image pull policy', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['registry.local:5000/nginx', 'Always'],
    ['registry.local:5000/nginx:1', 'IfNotPresent'],
    ['nginx@sha256:d482bb2b2ab5d2a0d24bbe7050e8675fa2aa1676bfc5f8915046613f87de9431', 'IfNotPresent'],
  ])('%s', (image, policy) => expect(defaultPullPolicy(image)).toBe(policy));
});

describe('quality of service', () => {
  const limited = { limits: { cpu: '1', memory: '1Gi' } };
  test.each<readonly [string, object[], string]>([
    ['nothing', [{}], 'BestEffort'],
    ['zero is nothing', [{ requests: { cpu: '0' } }], 'BestEffort'],
    ['other resources do not count', [{ requests: { 'ephemeral-storage': '1Gi' } }], 'BestEffort'],
    ['a request', [{ requests: { cpu: '1' } }], 'Burstable'],
    ['limits', [limited], 'Guaranteed'],
    ['limits of one only', [limited, {}], 'Burstable'],
    ['less than the limit', [{ ...limited, requests: { cpu: '500m' } }], 'Burstable'],
    ['the limit in other words', [{ ...limited, requests: { cpu: '1000m', memory: '1024Mi' } }], 'Guaranteed'],
    ['cpu only', [{ limits: { cpu: '1' } }], 'Burstable'],
  ])('%s', (_name, resources, qos) => {
    const containers = resources.map((each, i) => ({ name: `c${i}`, image: 'nginx', resources: each }));
    expect(created<Pod>(pod, { metadata: { name: 'q' }, spec: { containers } }).status?.qosClass).toBe(qos);
  });
});

describe('how long a deleted pod is kept', () => {
  const grace = (spec: object, status: object, requested?: number): number | undefined =>
    pod.gracePeriod!({ metadata: {}, spec: { terminationGracePeriodSeconds: 30, nodeName: 'n', ...spec }, status } as never, requested);
  test.each<readonly [string, number | undefined, number | undefined]>([
    ['its own time', grace({}, {}), 30],
    ['what was asked for', grace({}, {}, 5), 5],
    ['not at all', grace({}, {}, 0), 0],
    ['a negative time', grace({}, {}, -1), 1],
    ['not placed yet', grace({ nodeName: undefined }, {}, 5), 0],
    ['succeeded', grace({}, { phase: 'Succeeded' }), 0],
    ['failed', grace({}, { phase: 'Failed' }), 0],
  ])('%s', (_name, seconds, expected) => expect(seconds).toBe(expected));
});

test('warnings', () => {
  const object = created(pod, {
    metadata: { name: 'My.pod' },
    spec: {
      terminationGracePeriodSeconds: 5,
      nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
      containers: [
        {
          name: 'c',
          image: 'nginx',
          env: [
            { name: 'POD', value: 'a' },
            { name: 'POD', value: 'b' },
            { name: 'POD', value: '$(POD):c' },
          ],
        },
      ],
    },
  });
  expect(pod.warnings!(object)).toEqual([
    expect.stringMatching(/^metadata.name: this is used in the Pod's hostname/),
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.containers[0].env[1]: hides previous definition of "POD", which may be dropped when using apply',
  ]);
});
