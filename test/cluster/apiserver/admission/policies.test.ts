import { beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ApiResponse } from '../../../../src/api/client.ts';
import type { KubeObject } from '../../../../src/api/object.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { reporterOf, requestorOf } from '../../../../src/cluster/actor-users.ts';
import { builtInKinds } from '../../../../src/cluster/kinds/index.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { realCluster, type RealCluster } from '../../../support/real-cluster.ts';

type Target = Pick<RealCluster, 'apply' | 'get' | 'remove' | 'patch'> & { create(object: object): ApiResponse };

let cluster: Target;

/** The API server alone is enough for most: nobody needs to act. */
function serverAlone(): Target {
  const server = kindServer();
  server.api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  return {
    create: (object) => server.create(JSON.stringify(object)),
    apply: (...objects) => objects.forEach((object) => server.create(JSON.stringify(object))),
    get: (resource, name, namespace = 'default') => server.api.get(resource, namespace, name) as never,
    remove: (resource, name, _, namespace = 'default') => server.api.delete(resource, namespace, name),
    patch: (resource, name, patch, namespace = 'default') => {
      const object = server.api.get(resource, namespace, name);
      const kind = builtInKinds.stored(resource)!;
      return server.patch(JSON.stringify({ ...object, apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind }), patch).body;
    },
  };
}

function wholeCluster(): RealCluster {
  const whole = realCluster();
  cluster = {
    ...whole,
    create: () => {
      throw new Error('not here');
    },
  };
  return whole;
}

beforeEach(() => {
  cluster = serverAlone();
});

function policy(kind: 'Validating' | 'Mutating', spec: string, binding = 'validationActions: [Deny]', name = 'p'): void {
  const rules = '{apiGroups: ["", apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps, pods, deployments]}';
  const more = kind === 'Mutating' ? 'reinvocationPolicy: Never' : '';
  const text = `
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}AdmissionPolicy
metadata: {name: ${name}}
spec:
  matchConstraints: {resourceRules: [${rules}]}
${[...(/reinvocationPolicy/.test(spec) ? [] : [more]), ...spec.trim().split('\n')].map((line) => `  ${line}`).join('\n')}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}AdmissionPolicyBinding
metadata: {name: ${name}-b}
spec:
  policyName: ${name}
${binding
  .split('\n')
  .filter((line) => kind === 'Validating' || !line.startsWith('validationActions'))
  .map((line) => `  ${line}`)
  .join('\n')}
`;
  cluster.apply(...parseAllDocuments(text).map((document) => document.toJS() as object));
}

const configMap = (name: string, data: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...metadata },
  data,
});

const pod = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});

function refused(...objects: object[]): StatusError['status'] {
  try {
    cluster.apply(...objects);
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  throw new Error('was accepted');
}

function warnings(object: object): readonly string[] {
  return cluster.create(object).warnings;
}

const DENIED = `ValidatingAdmissionPolicy 'p' with binding 'p-b' denied request: `;

describe('ValidatingAdmissionPolicies', () => {
  test('the message, reason and code of a denial', () => {
    policy('Validating', 'validations: [{expression: "object.metadata.name != \'bad\'", reason: Forbidden}]');
    expect(refused(configMap('bad'))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "bad" is forbidden: ${DENIED}failed expression: object.metadata.name != 'bad'`,
      details: { name: 'bad', kind: 'configmaps', causes: [{ message: `${DENIED}failed expression: object.metadata.name != 'bad'` }] },
    });
    cluster.apply(configMap('good'));
  });

  test.each<[string, string, string]>([
    [
      'an expression that fails',
      'validations: [{expression: "object.data.a == \'x\'"}]',
      "expression 'object.data.a == 'x'' resulted in error: no such key: a",
    ],
    [
      'a message expression',
      'validations: [{expression: "false", message: m, messageExpression: "\'no \' + object.metadata.name"}]',
      'no c',
    ],
    [
      'a message expression that fails',
      'validations: [{expression: "false", message: m, messageExpression: "string(object.data.zz)"}]',
      'm',
    ],
    [
      'variables',
      'variables: [{name: size, expression: "size(object.data)"}, {name: twice, expression: variables.size * 2}]\nvalidations: [{expression: "variables.twice > 2", messageExpression: "string(variables.twice)"}]',
      '2',
    ],
    [
      'a variable that fails',
      'variables: [{name: v, expression: object.data.zz}]\nvalidations: [{expression: "variables.v == 1"}]',
      `expression 'variables.v == 1' resulted in error: composited variable "v" fails to evaluate: no such key: zz`,
    ],
    [
      'match conditions that fail',
      'matchConditions: [{name: m, expression: "object.data.zz == \'\'"}]\nvalidations: [{expression: "true"}]',
      "expression 'object.data.zz == ''' resulted in error: no such key: zz",
    ],
    [
      'audit annotations that cannot be made',
      'auditAnnotations: [{key: k, valueExpression: "string(object.data.zz)"}]\nvalidations: [{expression: "true"}]',
      "expression 'string(object.data.zz)' resulted in error: no such key: zz",
    ],
    [
      'what requests are',
      `validations: [{expression: "request.operation == 'CREATE' && request.resource.resource == 'configmaps' && request.userInfo.username != 'kubernetes-admin' && !request.dryRun", messageExpression: "request.userInfo.username + ' ' + request.namespace + ' ' + request.kind.kind"}]`,
      'kubernetes-admin default ConfigMap',
    ],
    [
      'the namespace',
      `validations: [{expression: "namespaceObject.metadata.name == 'x'", messageExpression: "namespaceObject.metadata.labels['kubernetes.io/metadata.name']"}]`,
      'default',
    ],
    ['there is no old object', 'validations: [{expression: "oldObject != null", messageExpression: "string(oldObject == null)"}]', 'true'],
  ])('%s', (_, spec, message) => {
    policy('Validating', spec);
    expect(refused(configMap('c', { b: '1' })).message).toBe(`configmaps "c" is forbidden: ${DENIED}${message}`);
  });

  test('conditions that are false leave the request alone', () => {
    policy(
      'Validating',
      `matchConditions: [{name: m, expression: "object.metadata.name.startsWith('x')"}]\nvalidations: [{expression: "false"}]`,
    );
    cluster.apply(configMap('c'));
    refused(configMap('x'));
  });

  test('failurePolicy Ignore forgives what cannot be evaluated, not what is false', () => {
    policy('Validating', 'failurePolicy: Ignore\nvalidations: [{expression: "object.data.a == \'x\'"}]');
    cluster.apply(configMap('c', { b: '' }));
    refused(configMap('d', { a: 'y' }));
  });

  test('warnings instead of refusals', () => {
    policy('Validating', 'validations: [{expression: "false", message: hm}]', 'validationActions: [Warn, Audit]');
    expect(warnings(configMap('c'))).toEqual([`Validation failed for ValidatingAdmissionPolicy 'p' with binding 'p-b': hm`]);
  });

  test('parameters by name, by selector, and none', () => {
    cluster.apply(configMap('limit', { most: '1' }, { labels: { a: 'b' } }));
    const spec =
      'paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: "size(object.data) <= int(params.data.most)", messageExpression: "\'most \' + params.data.most"}]';
    policy('Validating', spec, 'validationActions: [Deny]\nparamRef: {name: limit, namespace: default, parameterNotFoundAction: Deny}');
    expect(refused(configMap('c', { a: '', b: '' })).message).toContain('denied request: most 1');
    cluster.apply(configMap('d', { a: '' }));
    policy(
      'Validating',
      spec,
      'validationActions: [Deny]\nparamRef: {selector: {matchLabels: {a: b}}, parameterNotFoundAction: Allow}',
      'q',
    );
    expect(refused(configMap('c', { a: '', b: '' })).message).toContain('most 1');
    cluster.remove('configmaps', 'limit');
    expect(refused(configMap('e')).message).toBe(
      `configmaps "e" is forbidden: ${DENIED}failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    );
  });

  test('the cluster obeys its policies itself: a ReplicaSet tells that it could not make pods', () => {
    const whole = wholeCluster();
    policy(
      'Validating',
      `matchConditions: [{name: pods, expression: "request.kind.kind == 'Pod'"}]\nvalidations: [{expression: "object.spec.containers.all(c, !c.image.endsWith('latest'))", message: no latest}]`,
    );
    const containers = [{ name: 'c', image: 'nginx:latest' }];
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
    cluster.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template },
    });
    expect(whole.list('pods')).toEqual([]);
    expect(whole.events('web')[0]).toMatch(
      /^Warning FailedCreate Error creating: pods "web-[a-z0-9]+" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p-b' denied request: no latest/,
    );
  });

  test('the actors of the cluster are who they are in a real one', () => {
    const whole = wholeCluster();
    policy(
      'Validating',
      `matchConditions: [{name: pods, expression: "request.kind.kind == 'Pod'"}]\nvalidations: [{expression: "false", messageExpression: "request.userInfo.username + ' ' + request.userInfo.groups.join()"}]`,
    );
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } }, template };
    cluster.apply({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'default' }, spec });
    expect(whole.events('web')[0]).toMatch(
      /denied request: system:serviceaccount:kube-system:replicaset-controller system:serviceaccounts,?system:serviceaccounts:kube-system,?system:authenticated$/,
    );
    const pod = { metadata: { name: 'p' }, spec: { nodeName: 'a' } } as unknown as KubeObject;
    expect(requestorOf('kubelet')('pods', pod)).toEqual({ username: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] });
    expect(requestorOf('scheduler')('pods', pod).username).toBe('system:kube-scheduler');
    const events = ['deployment-controller', 'default-scheduler', 'rancher.io/local-path_local-path-provisioner'].map(
      (reportingComponent) => reporterOf('events', { metadata: {}, reportingComponent }).username,
    );
    expect(events).toEqual([
      'system:serviceaccount:kube-system:deployment-controller',
      'system:kube-scheduler',
      'system:serviceaccount:local-path-storage:local-path-provisioner-service-account',
    ]);
  });

  test('what Go always writes is there', () => {
    policy('Validating', 'validations: [{expression: "object.spec.containers.all(c, !has(c.resources.limits)) && has(object.status)"}]');
    cluster.apply(pod('a'));
  });

  test('policies cannot shut the administrator out from policies', () => {
    policy('Validating', 'validations: [{expression: "false"}]');
    cluster.patch('validatingadmissionpolicies.admissionregistration.k8s.io', 'p', { metadata: { labels: { a: 'b' } } }, '');
  });
});

describe('type checking', () => {
  beforeEach(() => void wholeCluster());
  const status = (): unknown => cluster.get('validatingadmissionpolicies.admissionregistration.k8s.io', 'p', '')?.['status'];

  test('nothing to tell', () => {
    policy('Validating', 'validations: [{expression: "object.metadata.name != \'\'"}]');
    expect(status()).toEqual({ observedGeneration: 1, typeChecking: {} });
  });

  test('what does not fit a kind is told, and works nevertheless', () => {
    policy('Validating', 'validations: [{expression: "has(object.spec) && object.spec.replicas > 1"}]');
    expect(status()).toEqual({
      observedGeneration: 1,
      typeChecking: {
        expressionWarnings: [
          {
            fieldRef: 'spec.validations[0].expression',
            warning: [
              "v1, Kind=ConfigMap: ERROR: <input>:1:11: undefined field 'spec'\n | has(object.spec) && object.spec.replicas > 1\n | ..........^\nERROR: <input>:1:27: undefined field 'spec'\n | has(object.spec) && object.spec.replicas > 1\n | ..........................^\n",
              "v1, Kind=Pod: ERROR: <input>:1:32: undefined field 'replicas'\n | has(object.spec) && object.spec.replicas > 1\n | ...............................^\n",
            ].join('\n'),
          },
        ],
      },
    });
  });
});

describe('MutatingAdmissionPolicies', () => {
  const mutation = (expression: string): string =>
    `mutations:\n- patchType: ApplyConfiguration\n  applyConfiguration:\n    expression: >-\n      ${expression}`;
  const patches = (expression: string): string =>
    `mutations:\n- patchType: JSONPatch\n  jsonPatch:\n    expression: >-\n      ${expression}`;

  test('labels are added by an apply configuration', () => {
    policy('Mutating', mutation("Object{metadata: Object.metadata{labels: {'team': 'blue'}}}"));
    cluster.apply(configMap('c', {}, { labels: { a: 'b' } }));
    expect(cluster.get('configmaps', 'c')?.metadata.labels).toEqual({ a: 'b', team: 'blue' });
  });

  test('lists that stand for maps are merged item by item', () => {
    policy(
      'Mutating',
      `matchConditions: [{name: pods, expression: "request.kind.kind == 'Pod'"}]\n` +
        mutation(
          `Object{spec: Object.spec{
        containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, imagePullPolicy: 'Never', ?workingDir: optional.none()}),
        initContainers: [Object.spec.initContainers{name: 'sidecar', image: 'side:1', restartPolicy: 'Always'}]}}`.replace(/\s+/g, ' '),
        ),
    );
    cluster.apply(pod('a'));
    const { spec } = cluster.get<KubeObject & { spec: { containers: object[]; initContainers: object[] } }>('pods', 'a')!;
    expect(spec.containers[0]).toMatchObject({ name: 'c', image: 'nginx', imagePullPolicy: 'Never' });
    expect(spec.initContainers[0]).toMatchObject({ name: 'sidecar', image: 'side:1', imagePullPolicy: 'IfNotPresent' });
  });

  test('JSON patches, with keys escaped and a test that fails', () => {
    policy(
      'Mutating',
      patches(
        `[JSONPatch{op: 'test', path: '/metadata/name', value: 'c'}, JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}, JSONPatch{op: 'add', path: '/metadata/annotations/' + jsonpatch.escapeKey('a/b'), value: 'x'}]`,
      ),
    );
    cluster.apply(configMap('c'), configMap('d'));
    expect(cluster.get('configmaps', 'c')?.metadata.annotations).toEqual({ 'a/b': 'x' });
    expect(cluster.get('configmaps', 'd')?.metadata.annotations).toBeUndefined();
  });

  test('a policy that wants it sees what others have changed after it', () => {
    policy(
      'Mutating',
      'reinvocationPolicy: IfNeeded\n' +
        mutation(
          "has(object.metadata.labels) && 'late' in object.metadata.labels ? Object{metadata: Object.metadata{labels: {'seen': 'yes'}}} : Object{}",
        ),
      '',
      'a',
    );
    policy('Mutating', mutation("Object{metadata: Object.metadata{labels: {'late': 'yes'}}}"), '', 'b');
    cluster.apply(configMap('c'));
    expect(cluster.get('configmaps', 'c')?.metadata.labels).toEqual({ late: 'yes', seen: 'yes' });
  });

  test('validating policies see the outcome', () => {
    policy('Mutating', mutation("Object{metadata: Object.metadata{labels: {'team': 'blue'}}}"), '', 'm');
    policy('Validating', "validations: [{expression: \"object.metadata.labels['team'] == 'blue'\"}]");
    cluster.apply(configMap('c'));
  });

  test.each<[string, string, string]>([
    [
      'an unknown field',
      mutation('Object{spec: Object.spec{}}'),
      'error applying patch: failed to convert patch object to typed object: .spec: field not declared in schema',
    ],
    [
      'a wrong type',
      mutation('Object{metadata: Object.metadata{name: 1}}'),
      'error applying patch: failed to convert patch object to typed object: .metadata.name: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [
      'a message in the wrong place',
      mutation('Object{metadata: Object.spec{}}'),
      'type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type',
    ],
    [
      'an evaluation that fails',
      mutation('Object{metadata: Object.metadata{name: object.zz}}'),
      "expression 'Object{metadata: Object.metadata{name: object.zz}}' resulted in error: no such key: zz",
    ],
    ['a patch that does not fit', patches("[JSONPatch{op: 'remove', path: '/nope'}]"), 'JSONPath: '],
  ])('%s is told', (_, spec, message) => {
    policy('Mutating', spec);
    const status = refused(configMap('c'));
    expect(status.message).toContain(`policy 'p' with binding 'p-b' denied request: ${message}`);
    expect([status.code, status.reason]).toEqual([403, 'Invalid']);
  });

  test('what is replaced as a whole may not be touched', () => {
    policy(
      'Mutating',
      `matchConditions: [{name: pods, expression: "request.kind.kind == 'Pod'"}]\n` +
        mutation("Object{spec: Object.spec{containers: [Object.spec.containers{name: 'c', args: ['x']}]}}"),
    );
    expect(refused(pod('a')).message).toContain(
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.containers[0].args',
    );
  });

  test('expressions have to make what the type of patch needs', () => {
    expect(() => policy('Mutating', mutation('object'))).toThrow('must evaluate to Object but got dyn');
    expect(() => policy('Mutating', patches('[1]'), '', 'q')).toThrow('must evaluate to list(JSONPatch) but got list(int)');
  });
});

test('the authorizer knows who may do what', () => {
  const whole = wholeCluster();
  policy(
    'Validating',
    `validations: [{expression: "authorizer.group('').resource('secrets').namespace('default').check('get').allowed()", message: you may not read secrets}]`,
  );
  cluster.apply(configMap('mine'));
  const user = { username: 'jane', groups: ['system:authenticated'] };
  const roles = 'rbac.authorization.k8s.io/v1';
  cluster.apply(
    {
      apiVersion: roles,
      kind: 'ClusterRole',
      metadata: { name: 'maps' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }],
    },
    {
      apiVersion: roles,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'maps' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'maps' },
      subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
    },
  );
  const body = configMap('hers');
  const request = { group: '', version: 'v1', resource: 'configmaps', verb: 'create' as const, namespace: 'default', body, user };
  expect(() => whole.cluster.handle(request)).toThrow('denied request: you may not read secrets');
});

test('rules of custom resources and policies about them', () => {
  const whole = wholeCluster();
  cluster.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rooms.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'rooms', singular: 'room', kind: 'Room' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { beds: { type: 'integer' }, guests: { type: 'integer' } },
                  'x-kubernetes-validations': [
                    { rule: 'self.guests <= self.beds', messageExpression: "'only %d beds'.format([self.beds])" },
                  ],
                },
              },
            },
          },
        },
      ],
    },
  });
  whole.advance(5);
  const room = (spec: object): object => ({
    apiVersion: 'example.com/v1',
    kind: 'Room',
    metadata: { name: 'r', namespace: 'default' },
    spec,
  });
  const create = (spec: object): unknown =>
    whole.cluster.handle({
      group: 'example.com',
      version: 'v1',
      resource: 'rooms',
      verb: 'create',
      namespace: 'default',
      body: room(spec),
    });
  expect(() => create({ beds: 1, guests: 2 })).toThrow('Room.example.com "r" is invalid: spec: Invalid value: "object": only 1 beds');
  cluster.apply(
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'p' },
      spec: {
        matchConstraints: { resourceRules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['*'], resources: ['rooms'] }] },
        validations: [{ expression: 'object.spec.beds < 5', message: 'a dormitory' }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'p-b' },
      spec: { policyName: 'p', validationActions: ['Deny'] },
    },
  );
  expect(() => create({ beds: 9, guests: 2 })).toThrow(`rooms.example.com "r" is forbidden: ${DENIED}a dormitory`);
  create({ beds: 3, guests: 2 });
});
