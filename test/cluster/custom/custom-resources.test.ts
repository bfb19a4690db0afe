import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '../../../src/api/client.ts';
import type { KubeObject } from '../../../src/api/object.ts';
import { StatusError } from '../../../src/api/status.ts';
import type { ClusterResources } from '../../../src/cluster/cluster.ts';
import { openCluster } from '../../../src/cluster/open.ts';
import { realCluster, type RealCluster } from '../../support/real-cluster.ts';

const version = (name: string, storage: boolean, more: object = {}): object => ({
  name,
  served: true,
  storage,
  subresources: {
    status: {},
    scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size', labelSelectorPath: '.status.selector' },
  },
  selectableFields: [{ jsonPath: '.spec.color' }],
  additionalPrinterColumns: [
    { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Since', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  schema: {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          'x-kubernetes-validations': [
            { rule: 'self.size <= self.limit', message: 'size must not be above limit' },
            { rule: 'self.color == oldSelf.color', message: 'color stays' },
          ],
          properties: {
            size: { type: 'integer', default: 1, minimum: 0 },
            limit: { type: 'integer', default: 5 },
            color: { type: 'string', default: 'red' },
            port: { 'x-kubernetes-int-or-string': true },
            parts: {
              type: 'array',
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['name'],
              items: {
                type: 'object',
                required: ['name'],
                properties: { name: { type: 'string' }, weight: { type: 'number', default: 1 } },
              },
            },
            free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            maybe: { type: 'string', nullable: true },
          },
        },
        status: {
          type: 'object',
          properties: {
            size: { type: 'integer' },
            selector: { type: 'string' },
            conditions: { type: 'array', items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } } },
          },
        },
      },
    },
  },
  ...more,
});

const crd = (versions: object[] = [version('v1', true)]): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boxes.ship.example.com' },
  spec: {
    group: 'ship.example.com',
    scope: 'Namespaced',
    names: { plural: 'boxes', singular: 'box', kind: 'Box', shortNames: ['bx'], categories: ['all'] },
    versions,
  },
});

const address = { group: 'ship.example.com', version: 'v1', resource: 'boxes', namespace: 'default' };

function withBoxes(versions?: object[]): RealCluster & { send(request: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>): KubeObject } {
  const real = realCluster();
  real.apply(crd(versions));
  return { ...real, send: (request) => real.cluster.handle({ ...address, ...request }).body };
}

const box = (name: string, spec?: object, more: object = {}): object => ({
  apiVersion: 'ship.example.com/v1',
  kind: 'Box',
  metadata: { name },
  ...(spec ? { spec } : {}),
  ...more,
});

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return '';
}

test('a definition is accepted and established, and discovery tells of it after everything else', () => {
  const { get, cluster } = withBoxes();
  const { status } = get<KubeObject>('customresourcedefinitions.apiextensions.k8s.io', 'boxes.ship.example.com')!;
  expect(status).toMatchObject({
    acceptedNames: { kind: 'Box', listKind: 'BoxList', plural: 'boxes', singular: 'box', shortNames: ['bx'], categories: ['all'] },
    conditions: [
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
      { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
    ],
  });
  const { groups, resources } = cluster.discovery();
  expect(groups.at(-1)).toEqual({ name: 'ship.example.com', versions: ['v1'] });
  expect(resources.slice(-3).map(({ name, kind, verbs }) => [name, kind, verbs.length])).toEqual([
    ['boxes', 'Box', 8],
    ['boxes/scale', 'Scale', 3],
    ['boxes/status', 'Box', 3],
  ]);
});

test('defaults are filled in, unknown fields pruned, nulls that may not be are replaced', () => {
  const { send } = withBoxes();
  const made = send({ verb: 'create', body: box('a', { size: null, maybe: null, extra: 1, free: { any: [1] }, parts: [{ name: 'x' }] }) });
  expect(made['spec']).toEqual({ size: 1, limit: 5, color: 'red', maybe: null, free: { any: [1] }, parts: [{ name: 'x', weight: 1 }] });
  expect(Object.keys(made['spec'])).toEqual([...Object.keys(made['spec'])].sort());
  expect(made.metadata.generation).toBe(1);
});

describe('what the schema refuses', () => {
  const { send } = withBoxes();
  const create = (spec: object, more: object = {}): string => refusal(() => send({ verb: 'create', body: box('b', spec), ...more }));
  test.each([
    [{ size: -1 }, 'spec.size: Invalid value: -1: spec.size in body should be greater than or equal to 0'],
    [
      { size: 'big' },
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string", .spec.size: Invalid value: 0: .spec.size accessor error: big is of the type string, expected int64, <nil>: Invalid value: null: some validation rules were not checked',
    ],
    [{ port: true }, 'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"'],
    [{ size: 9 }, 'spec: Invalid value: "object": size must not be above limit'],
    [{ parts: [{}] }, 'spec.parts[0].name: Required value'],
    [{ parts: [{ name: 'a' }, { name: 'a' }] }, 'spec.parts[1]: Duplicate value: {"name":"a"}'],
    [{ color: null, size: 1.5 }, 'spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"'],
  ])('%j', (spec, message) => expect(create(spec)).toContain(message));

  test('unknown fields, when the client is strict', () => {
    expect(create({ extra: 1 }, { fieldValidation: 'Strict' })).toBe(
      'Box in version "v1" cannot be handled as a Box: strict decoding error: unknown field "spec.extra"',
    );
  });
});

test('rules compare with what was before; what was wrong before and is not touched may stay', () => {
  const loose = [version('v1', true)] as {
    schema: { openAPIV3Schema: { properties: { spec: { properties: Record<string, object> } } } };
  }[];
  const { send, patch } = withBoxes(loose);
  send({ verb: 'create', body: box('a', { color: 'blue', size: 4 }) });
  const merge = (body: object): string => refusal(() => send({ verb: 'patch', name: 'a', patchType: 'merge', body }));
  expect(merge({ spec: { color: 'green' } })).toBe('Box.ship.example.com "a" is invalid: spec: Invalid value: "object": color stays');
  const tightened = structuredClone(loose);
  tightened[0]!.schema.openAPIV3Schema.properties.spec.properties['size'] = { type: 'integer', maximum: 3 };
  send({
    ...{ group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', namespace: undefined },
    verb: 'patch',
    name: 'boxes.ship.example.com',
    patchType: 'merge',
    body: { spec: { versions: tightened } },
  });
  expect(merge({ metadata: { labels: { a: 'b' } } })).toBe('');
  expect(merge({ spec: { size: 5 } })).toContain('spec.size in body should be less than or equal to 3');
  expect(patch).toBeDefined();
});

test('status and scale are sub-resources; the generation counts neither', () => {
  const { send } = withBoxes();
  expect(send({ verb: 'create', body: box('a', {}, { status: { size: 3 } }) })['status']).toBeUndefined();
  send({
    verb: 'patch',
    name: 'a',
    subresource: 'status',
    patchType: 'merge',
    body: { status: { size: 1, selector: 'a=b' }, spec: { size: 5 } },
  });
  expect(send({ verb: 'get', name: 'a' })).toMatchObject({
    spec: { size: 1 },
    status: { size: 1, selector: 'a=b' },
    metadata: { generation: 1 },
  });
  send({ verb: 'patch', name: 'a', subresource: 'scale', patchType: 'merge', body: { spec: { replicas: 3 } } });
  expect(send({ verb: 'get', name: 'a', subresource: 'scale' })).toMatchObject({
    kind: 'Scale',
    spec: { replicas: 3 },
    status: { replicas: 1, selector: 'a=b' },
  });
  expect(send({ verb: 'get', name: 'a' }).metadata.generation).toBe(2);
  expect(refusal(() => send({ verb: 'get', name: 'a', subresource: 'logs' }))).toBe('boxes.ship.example.com "a" not found');
});

test('columns and field selectors follow the definition', () => {
  const { send } = withBoxes();
  send({ verb: 'create', body: box('a', { size: 2 }) });
  send({ verb: 'create', body: box('b', { color: 'blue' }) });
  send({
    verb: 'patch',
    name: 'b',
    subresource: 'status',
    patchType: 'merge',
    body: { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
  });
  const table = send({ verb: 'list', representation: 'Table' });
  expect((table['rows'] as { cells: unknown[] }[]).map(({ cells }) => cells)).toEqual([
    ['a', 2, null, '0s'],
    ['b', 1, 'True', '0s'],
  ]);
  const blue = send({ verb: 'list', fieldSelector: 'spec.color=blue' });
  expect(blue.kind).toBe('BoxList');
  expect((blue['items'] as KubeObject[]).map(({ metadata }) => metadata.name)).toEqual(['b']);
  expect(refusal(() => send({ verb: 'list', fieldSelector: 'spec.size=1' }))).toBe('field label not supported: spec.size');
});

test('several versions show the same objects; the newest stable one comes first', () => {
  const { send, cluster } = withBoxes([version('v1beta1', false), version('v1', true)]);
  expect(cluster.discovery().groups.at(-1)?.versions).toEqual(['v1', 'v1beta1']);
  send({ verb: 'create', version: 'v1beta1', body: { ...box('a', {}), apiVersion: 'ship.example.com/v1beta1' } });
  expect(send({ verb: 'get', name: 'a' }).apiVersion).toBe('ship.example.com/v1');
  expect(send({ verb: 'get', name: 'a', version: 'v1beta1' }).apiVersion).toBe('ship.example.com/v1beta1');
});

test('a reloaded cluster still knows its kinds', () => {
  const { send, cluster } = withBoxes();
  send({ verb: 'create', body: box('a', {}) });
  const image = cluster.image();
  const reopened = openCluster(image, { images: () => [], bootObjects: () => [] } as unknown as ClusterResources);
  expect(reopened.handle({ ...address, verb: 'get', name: 'a' }).body.metadata.name).toBe('a');
});

test('a definition goes after its objects; one with a finalizer holds it', () => {
  const real = withBoxes();
  real.send({ verb: 'create', body: box('a', {}) });
  real.send({ verb: 'create', body: { ...box('b', {}), metadata: { name: 'b', finalizers: ['example.com/keep'] } } });
  real.remove('customresourcedefinitions.apiextensions.k8s.io', 'boxes.ship.example.com', {}, undefined);
  const name = 'boxes.ship.example.com';
  const crds = 'customresourcedefinitions.apiextensions.k8s.io';
  expect(real.get<KubeObject>(crds, name)!['status'].conditions.at(-1)).toMatchObject({
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionInProgress',
  });
  expect(refusal(() => real.send({ verb: 'create', body: box('c', {}) }))).toBe(
    'create not allowed while custom resource definition is terminating',
  );
  real.send({ verb: 'patch', name: 'b', patchType: 'merge', body: { metadata: { finalizers: null } } });
  expect(real.get(crds, name)).toBeUndefined();
  expect(refusal(() => real.send({ verb: 'list' }))).toBe('the server could not find the requested resource');
  expect(real.cluster.discovery().groups.some((group) => group.name === 'ship.example.com')).toBe(false);
});

test('names that another definition of the group has are not accepted', () => {
  const real = withBoxes();
  const other = crd() as { metadata: { name: string }; spec: { names: object } };
  other.metadata.name = 'crates.ship.example.com';
  other.spec.names = { plural: 'crates', singular: 'crate', kind: 'Box' };
  real.apply(other);
  const status = real.get<KubeObject>('customresourcedefinitions.apiextensions.k8s.io', 'crates.ship.example.com')!['status'];
  expect(status.conditions).toMatchObject([
    { type: 'NamesAccepted', status: 'False', reason: 'KindConflict', message: '"Box" is already in use' },
    { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
  ]);
});

test('namespaces empty themselves of custom resources, owners of them', () => {
  const real = withBoxes();
  real.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dock' } });
  real.send({ verb: 'create', namespace: 'dock', body: box('a', {}) });
  const owner = real.send({ verb: 'create', body: box('o', {}) });
  const reference = { apiVersion: 'ship.example.com/v1', kind: 'Box', name: 'o', uid: owner.metadata.uid };
  real.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences: [reference] } });
  real.remove('namespaces', 'dock', {});
  real.send({ verb: 'delete', name: 'o' });
  real.advance(1);
  expect(real.get('namespaces', 'dock')).toBeUndefined();
  expect(real.get('configmaps', 'owned')).toBeUndefined();
});
