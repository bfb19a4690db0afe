import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResource, Client } from '../../../src/api/client.ts';
import type { KubeObject } from '../../../src/api/object.ts';
import { describerFor } from '../../../src/kubectl/describe/index.ts';

const now = Date.parse('2026-11-21T05:00:10Z');

/** A cluster that answers list requests out of these lists. */
function client(lists: Readonly<Record<string, readonly object[]>>, seen: ApiRequest[] = []): Client {
  const request: Client['request'] = async (asked) => {
    seen.push(asked);
    return { code: 200, warnings: [], body: { metadata: {}, items: lists[asked.resource] ?? [] } };
  };
  return { request } as Client;
}

function resource(group: string, kind: string): ApiResource {
  return { group, version: 'v1', name: `${kind.toLowerCase()}s`, singularName: kind.toLowerCase(), kind, namespaced: true, verbs: ['get'] };
}

function text(of: ApiResource, object: object, lists: Parameters<typeof client>[0] = {}, showEvents = false): Promise<string> {
  return describerFor(of)(object as KubeObject, { client: client(lists), now, showEvents, pageSize: 0, resource: of });
}

it('a kind without a describer is told field by field', async () => {
  const object = {
    apiVersion: 'ops.example.com/v1',
    kind: 'Backup',
    metadata: { name: 'nightly', namespace: 'default', generation: 1, uid: 'u' },
    spec: { keepLast: 3, tags: ['a', 'b'], steps: [{ url: 'x' }], 'a.b': 1 },
  };
  expect(await text(resource('ops.example.com', 'Backup'), object, {}, true)).toBe(
    [
      'Name:         nightly',
      'Namespace:    default',
      'Labels:       <none>',
      'Annotations:  <none>',
      'API Version:  ops.example.com/v1',
      'Kind:         Backup',
      'Metadata:',
      '  Generation:  1',
      '  UID:         u',
      'Spec:',
      '  a.b:        1',
      '  Keep Last:  3',
      '  Steps:',
      '    URL:  x',
      '  Tags:',
      '    a',
      '    b',
      'Events:  <none>',
      '',
    ].join('\n'),
  );
});

describe('events', () => {
  const event = { metadata: {}, involvedObject: {}, type: 'Normal', source: { component: 'kubelet' } };
  const map = { metadata: { name: 'conf', namespace: 'default', uid: 'u' } };
  const events = [
    {
      ...event,
      reason: 'Late',
      message: ' again ',
      count: 3,
      firstTimestamp: '2026-11-21T05:00:00Z',
      lastTimestamp: '2026-11-21T05:00:09Z',
    },
    { ...event, reason: 'Early', message: 'once', lastTimestamp: '2026-11-21T05:00:05Z', firstTimestamp: '2026-11-21T05:00:05Z' },
    {
      ...event,
      reason: 'New',
      message: 'pulled',
      involvedObject: { fieldPath: 'spec.containers{web}' },
      eventTime: '2026-11-21T05:00:08.000000Z',
      source: {},
      reportingComponent: 'default-scheduler',
    },
  ];

  it('come last, oldest first, with what they are about', async () => {
    const described = await text(resource('', 'ServiceAccount'), map, { events }, true);
    expect(described.slice(described.indexOf('Events:'))).toBe(
      [
        'Events:',
        '  Type    Reason  Age               From               Message',
        '  ----    ------  ----              ----               -------',
        '  Normal  New     2s                default-scheduler  spec.containers{web}: pulled',
        '  Normal  Early   5s                kubelet            once',
        '  Normal  Late    1s (x3 over 10s)  kubelet            again',
        '',
      ].join('\n'),
    );
  });

  it('are asked for by name, namespace, kind and uid', async () => {
    const seen: ApiRequest[] = [];
    const of = resource('', 'ConfigMap');
    await describerFor(of)(map, { client: client({}, seen), now, showEvents: true, pageSize: 500, resource: of });
    expect(seen).toMatchObject([
      {
        resource: 'events',
        namespace: 'default',
        fieldSelector: 'involvedObject.name=conf,involvedObject.namespace=default,involvedObject.kind=ConfigMap,involvedObject.uid=u',
      },
    ]);
  });

  it('are not asked for when they are not to be shown', async () => {
    expect(await text(resource('', 'ServiceAccount'), map, { events })).not.toContain('Events');
  });
});

it('a deployment tells its old and new replica sets, oldest first', async () => {
  const template = (image: string, hash?: string): object => ({
    metadata: { labels: { app: 'web', ...(hash ? { 'pod-template-hash': hash } : {}) } },
    spec: { containers: [{ name: 'web', image }] },
  });
  const set = (name: string, image: string, created: string, replicas: number): object => ({
    metadata: { name, creationTimestamp: created, ownerReferences: [{ uid: 'd', controller: true }] },
    spec: { replicas, template: template(image, name) },
    status: { replicas },
  });
  const deployment = {
    metadata: { name: 'web', namespace: 'default', uid: 'd' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template('nginx:3') },
    status: { conditions: [{ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' }] },
  };
  const replicasets = [
    set('b', 'nginx:2', '2026-11-21T02:00:00Z', 0),
    set('c', 'nginx:3', '2026-11-21T03:00:00Z', 2),
    set('z', 'nginx:1', '2026-11-21T01:00:00Z', 1),
    { metadata: { name: 'stranger', ownerReferences: [{ uid: 'x', controller: true }] } },
  ];
  const described = await text(resource('apps', 'Deployment'), deployment, { replicasets });
  expect(described).toContain('OldReplicaSets:  z (1/1 replicas created), b (0/0 replicas created)\n');
  expect(described).toContain('NewReplicaSet:   c (2/2 replicas created)\n');
});

it('a node shares out what its pods ask for, sidecars and initialization included', async () => {
  const of = resource('', 'Node');
  const node = { metadata: { name: 'n' }, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', 'example.com/gpu': '2' } } };
  const pod = {
    metadata: { name: 'multi', namespace: 'default', creationTimestamp: '2026-11-21T05:00:00Z' },
    spec: {
      initContainers: [
        { name: 'side', restartPolicy: 'Always', resources: { requests: { cpu: '100m' } } },
        { name: 'prepare', resources: { requests: { cpu: '400m', memory: '1Gi' } } },
      ],
      containers: [{ name: 'app', resources: { requests: { cpu: '200m', 'example.com/gpu': '1' }, limits: { cpu: '1' } } }],
    },
  };
  const described = await text(of, node, { pods: [pod] });
  expect(described).toMatch(/^ {2}default +multi +500m \(12%\) +1 \(25%\) +1Gi \(12%\) +0 \(0%\) +10s$/m);
  expect(described).toMatch(/^ {2}cpu +500m \(12%\) +1 \(25%\)$/m);
  expect(described).toMatch(/^ {2}example\.com\/gpu +1 +0$/m);
});

it('a secret tells lengths, not contents', async () => {
  const secret = { metadata: { name: 'db', namespace: 'default' }, type: 'Opaque', data: { user: 'YWRtaW4=', password: 'Y2hhbmdlZA==' } };
  expect(await text(resource('', 'Secret'), secret)).toBe(
    [
      'Name:         db',
      'Namespace:    default',
      'Labels:       <none>',
      'Annotations:  <none>',
      '',
      'Type:  Opaque',
      '',
      'Data',
      '====',
      'password:  7 bytes',
      'user:      5 bytes',
      '',
    ].join('\n'),
  );
});

it('a node tells what drivers offer on it, pool by pool', async () => {
  const slice = (driver: string, pool: string, devices: number): object => ({
    spec: { driver, pool: { name: pool }, devices: Array.from({ length: devices }, () => ({})) },
  });
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: { nodeInfo: {} } };
  const lists = { resourceslices: [slice('b.io', 'p', 1), slice('a.io', 'q', 2), slice('a.io', 'q', 3)] };
  const described = await text(resource('', 'Node'), node, lists);
  const [, section] = /Node-Local ResourceSlices:\n((?: .*\n)*)/.exec(described) ?? [];
  expect(section?.replace(/ +/g, ' ')).toBe(' Driver Pool Slices Devices\n ------ ---- ------ -------\n a.io q 2 5\n b.io p 1 1\n');
  expect(await text(resource('', 'Node'), node)).not.toContain('ResourceSlices');
});
