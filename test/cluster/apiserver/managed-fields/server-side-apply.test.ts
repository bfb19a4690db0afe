import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { kindServer } from '../../../support/kind-server.ts';

const configMap = (data: object, more = ''): string =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: cm${more}}, data: ${JSON.stringify(data)}}`;
const deployment = (spec: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: ${spec}`;
const template = (containers: string): string =>
  `selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: ${containers}}}`;
const web = (replicas: string, image = 'nginx'): string => deployment(`{${replicas}${template(`[{name: web, image: ${image}}]`)}}`);

interface Entry {
  manager: string;
  operation: string;
  subresource?: string;
  time?: string;
  fieldsV1: Record<string, never>;
}

function entries(object: KubeObject): Entry[] {
  return (object.metadata.managedFields ?? []) as Entry[];
}

/** `manager operation[/subresource]: fieldsV1` of every entry. */
function owners(object: KubeObject): string[] {
  return entries(object).map(
    ({ manager, operation, subresource, fieldsV1 }) =>
      `${manager} ${operation}${subresource ? `/${subresource}` : ''}: ${JSON.stringify(fieldsV1).replaceAll(':{}', '').replaceAll('"', '')}`,
  );
}

function failure(action: () => unknown): StatusError {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

test('what an applier no longer sets goes; what others own or set stays', () => {
  const server = kindServer();
  server.apply(configMap({ a: '1', b: '1', c: '1' }), 'one');
  server.apply(configMap({ b: '1' }), 'two');
  server.patch(configMap({}), { data: { d: '1' } });
  const { body } = server.apply(configMap({ a: '1' }), 'one');
  expect(body['data']).toEqual({ a: '1', b: '1', d: '1' });
  // Who only joined in what was there already has no time, and so comes first.
  expect(owners(body)).toEqual(['two Apply: {f:data:{f:b}}', 'one Apply: {f:data:{f:a}}', 'kubectl Update: {f:data:{f:d}}']);
});

test('a struct that an applier leaves takes its own empty shell along', () => {
  const server = kindServer();
  server.apply(
    deployment(`{strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 2}}, ${template('[{name: web, image: nginx}]')}}`),
    'one',
  );
  const { body } = server.apply(web(''), 'one');
  expect(body['spec'].strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } });
});

test('conflicts are told per manager, with a cause for each field', () => {
  const server = kindServer();
  server.send(web('replicas: 1, '), { verb: 'create', body: JSON.parse(JSON.stringify(parseWeb())) as object, fieldManager: 'maker' });
  server.send(web(''), { verb: 'patch', patchType: 'merge', subresource: 'scale', body: { spec: { replicas: 5 } }, fieldManager: 'sizer' });
  const error = failure(() => server.apply(web('replicas: 3, ', 'httpd'), 'one'));
  expect(error.code).toBe(409);
  expect(error.status.message).toBe(
    'Apply failed with 2 conflicts: conflicts with "maker" using apps/v1:\n- .spec.template.spec.containers[name="web"].image\n' +
      'conflicts with "sizer" with subresource "scale" using apps/v1:\n- .spec.replicas',
  );
  expect(error.status.details?.causes).toEqual([
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "maker" using apps/v1',
      field: '.spec.template.spec.containers[name="web"].image',
    },
    { reason: 'FieldManagerConflict', message: 'conflict with "sizer" with subresource "scale" using apps/v1', field: '.spec.replicas' },
  ]);
  const forced = server.apply(web('replicas: 3, ', 'httpd'), 'one', { force: true }).body;
  expect(entries(forced).map(({ manager }) => manager)).toEqual(['one', 'maker']);
});

function parseWeb(): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    },
  };
}

test('the same value may be owned by several', () => {
  const server = kindServer();
  server.apply(web('replicas: 2, '), 'one');
  const both = server.apply(web('replicas: 2, '), 'two').body;
  expect(entries(both).map(({ manager }) => manager)).toEqual(['one', 'two'].sort((a) => (a === 'two' ? -1 : 1)));
  expect(server.apply(web(''), 'one').body['spec'].replicas).toBe(2);
  expect(server.apply(web(''), 'two').body['spec'].replicas).toBe(1);
});

test('lists are merged by their keys, also by those that default; sets by their values', () => {
  const server = kindServer();
  const service = (ports: string): string =>
    `{apiVersion: v1, kind: Service, metadata: {name: s, finalizers: [x.io/a]}, spec: {selector: {a: b}, ports: ${ports}}}`;
  server.apply(service('[{port: 80, name: web}]'), 'one');
  const { body } = server.apply(
    '{apiVersion: v1, kind: Service, metadata: {name: s, finalizers: [x.io/b]}, spec: {ports: [{port: 80, protocol: UDP, name: dns}]}}',
    'two',
  );
  expect(body['spec'].ports.map((port: { protocol: string }) => port.protocol)).toEqual(['TCP', 'UDP']);
  expect(body.metadata.finalizers).toEqual(['x.io/a', 'x.io/b']);
  expect(owners(body)[0]).toBe(
    'one Apply: {f:metadata:{f:finalizers:{v:\\x.io/a\\}},f:spec:{f:ports:{k:{\\port\\:80,\\protocol\\:\\TCP\\}:{.,f:name,f:port}},f:selector}}',
  );
});

test('applying again changes nothing, not even the resource version', () => {
  const server = kindServer();
  const first = server.apply(web('replicas: 2, '), 'one').body;
  expect(server.apply(web('replicas: 2, '), 'one').body).toEqual(first);
});

test('what was there before anybody was noted belongs to before-first-apply', () => {
  const server = kindServer();
  server.create(configMap({ a: '1' }));
  server.patch(configMap({}), { metadata: { managedFields: [{}] } });
  const error = failure(() => server.apply(configMap({ a: '2' }), 'one'));
  expect(error.status.message).toBe('Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a');
});

test("kubectl takes over what client-side apply has set, and keeps the latter's annotation in step", () => {
  const server = kindServer();
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
  const manifest = (data: object, last: object): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cm', annotations: { [annotation]: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data: last }) } },
    data,
  });
  const body = manifest({ a: '1', b: '1' }, { a: '1' });
  server.send(configMap({}), { verb: 'create', body, fieldManager: 'kubectl-client-side-apply' });
  expect(failure(() => server.apply(configMap({ a: '2', b: '2' }), 'kubectl')).status.message).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.b',
  );
  expect(failure(() => server.apply(configMap({ a: '2' }), 'else')).status.message).toMatch(/\.data\.a$/);
  const taken = server.apply(configMap({ a: '2' }), 'kubectl').body;
  expect(taken['data']).toEqual({ a: '2', b: '1' });
  expect(taken.metadata.annotations?.[annotation]).toBe(
    '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"cm"}}\n',
  );
});

test.each([
  ['{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, datas: {a: b}}', '.datas: field not declared in schema'],
  [
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {a: 1}}',
    '.data.a: expected string, got &value.valueUnstructured{Value:1}',
  ],
  ['{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: x}', '.data: expected map, got &{x}'],
  [
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, labels: {a: true}}, immutable: x}',
    'errors:\n  .metadata.labels.a: expected string, got &value.valueUnstructured{Value:true}\n  .immutable: expected boolean, got &{x}',
  ],
])('%s is refused', (manifest, why) => {
  expect(failure(() => kindServer().apply(manifest, 'one')).status).toMatchObject({
    code: 500,
    message: `failed to create typed patch object (/cm; /v1, Kind=ConfigMap): ${why}`,
  });
});

test('elements need their keys', () => {
  const error = failure(() => kindServer().apply(deployment(`{${template('[{image: nginx}]')}}`), 'one'));
  expect(error.status.message).toBe(
    'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: element 0: associative list with keys ' +
      'has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
  );
});

test('requests are checked before anything else', () => {
  const server = kindServer();
  const refused = (...args: Parameters<typeof server.apply>): string => server.refusal(() => server.apply(...args));
  expect(refused(configMap({}), '')).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  );
  expect(refused(configMap({}), 'x'.repeat(129))).toMatch(/fieldManager: Too long: may not be more than 128 bytes$/);
  expect(refused(configMap({}), 'a\tb')).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\tb": invalid character U+0009 (at position 1)',
  );
  expect(refused(configMap({}, ', managedFields: []'), 'one')).toBe('metadata.managedFields must be nil');
  expect(refused('{apiVersion: v1, kind: ConfigMap, metadata: {name: cm, uid: x}}', 'one')).toMatch(
    /uid mismatch: the provided object specified uid x, and no existing object was found$/,
  );
});

test('managers can be reset; then nobody is noted until the next apply', () => {
  const server = kindServer();
  server.apply(configMap({ a: '1' }), 'one');
  server.patch(configMap({}), { metadata: { managedFields: [{}] } });
  expect(server.patch(configMap({}), { data: { b: '1' } }).body.metadata.managedFields).toBeUndefined();
  const { body } = server.apply(configMap({ c: '1' }), 'two');
  expect(owners(body)).toEqual(['two Apply: {f:data:{f:c}}', 'before-first-apply Update: {f:data:{.,f:a,f:b}}']);
});

test('the replicas can be owned through the scale', () => {
  const server = kindServer();
  server.apply(web('replicas: 2, '), 'one');
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 4 } };
  const options = { subresource: 'scale', body: scale };
  expect(failure(() => server.apply(web(''), 'two', options)).status.message).toBe(
    'Apply failed with 1 conflict: conflict with "one": .spec.replicas',
  );
  expect(server.apply(web(''), 'two', { ...options, force: true }).body['spec']).toEqual({ replicas: 4 });
  const object = server.send(web(''), { verb: 'get' }).body;
  expect(owners(object).filter((owner) => owner.includes('f:replicas'))).toEqual(['two Apply/scale: {f:spec:{f:replicas}}']);
});

test('more than ten updaters are thrown together', () => {
  const server = kindServer();
  server.create(configMap({ a: 'x' }));
  let last: KubeObject | undefined;
  for (let i = 0; i < 14; i++)
    last = server.send(configMap({}), {
      verb: 'patch',
      patchType: 'merge',
      body: { data: { [`k${i}`]: 'x' } },
      fieldManager: `m${i}`,
    }).body;
  const managers = entries(last!).map(({ manager }) => manager);
  expect(managers).toHaveLength(10);
  expect(managers).toContain('ancient-changes');
});

test('versions of a kind share their managers', () => {
  const server = kindServer();
  const v1 =
    '{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}}}';
  const v2 = v1.replace('/v1', '/v2').replace('maxReplicas: 3', 'maxReplicas: 4');
  server.apply(v1, 'one');
  expect(failure(() => server.apply(v2, 'two')).status.message).toBe(
    'Apply failed with 1 conflict: conflict with "one": .spec.maxReplicas',
  );
  const { body } = server.apply(v2, 'one');
  expect(body['spec'].maxReplicas).toBe(4);
  expect(entries(body)).toHaveLength(1);
});

test("the cluster's own actors are noted like anybody", () => {
  const server = kindServer();
  server.create(web(''));
  server.api.modify('deployments.apps', 'default', 'web', (draft) => ({ ...draft, status: { ...draft.status, replicas: 1 } }), 'status');
  server.api.modify('deployments.apps', 'default', 'web', (draft) => void (draft.spec!.replicas = 4));
  const object = server.send(web(''), { verb: 'get' }).body;
  expect(owners(object).slice(0, 2)).toEqual([
    'kube-controller-manager Update: {f:spec:{f:replicas}}',
    'kube-controller-manager Update/status: {f:status:{f:replicas}}',
  ]);
  const made = server.api.create('configmaps', { metadata: { name: 'made', namespace: 'default' }, data: { a: '1' } } as never);
  const shown = server.send('{apiVersion: v1, kind: ConfigMap, metadata: {name: made}}', { verb: 'get' }).body;
  expect(owners(shown)).toEqual(['kube-controller-manager Update: {f:data:{.,f:a}}']);
  // What is stored only names what many objects have in common.
  expect(made.metadata.managedFields).toEqual([expect.stringMatching(/^[\da-z]{1,8}$/)]);
});
