import { expect, test } from 'vitest';
import type { ApiRequest } from '../../../src/api/client.ts';
import { StatusError } from '../../../src/api/status.ts';
import { kindServer } from '../../support/kind-server.ts';

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}}
`;

function patch(patchType: NonNullable<ApiRequest['patchType']>, body: unknown, more: Partial<ApiRequest> = {}): string {
  const server = kindServer();
  server.create(web);
  try {
    server.send(web, { verb: 'patch', patchType, body, ...more });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${error.code} ${error.status.message}`;
  }
}

const pod = (spec: object): object => ({ spec: { template: { spec } } });

test.each<[NonNullable<ApiRequest['patchType']>, unknown, string]>([
  ['strategic', pod({ containers: [{ image: 'x' }] }), '500 map: map[image:x] does not contain declared merge key: name'],
  ['strategic', { spec: { strategy: { $retainKeys: 'type' } } }, '400 invalid patch format of retainKeys'],
  ['strategic', { spec: { strategy: { $retainKeys: [], type: 'Recreate' } } }, '400 invalid patch format of retainKeys'],
  ['strategic', pod({ containers: [{ name: 'web', $patch: 'merge' }] }), '500 merging lists cannot yet be specified in the patch'],
  ['strategic', pod({ $patch: 'burn' }), '500 unknown patch type: burn in map: map[$patch:burn]'],
  ['strategic', pod({ '$setElementOrder/containers': 'web' }), '500 expected a []interface {}, but received a string'],
  ['strategic', { apiVersion: 'v1', kind: 'Anything', metadata: { labels: { a: 'b' } } }, 'accepted'],
  ['strategic', [], '400 json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['merge', [], '400 error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ['merge', null, 'accepted'],
  ['json', {}, '400 error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
  ['json', ['x'], '400 error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp'],
  ['json', [{ op: 1 }], '400 error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string'],
  ['json', [{ op: 'test', path: '/kind', value: 'Pod' }], '422 the server rejected our request due to an error in our request'],
  ['json', Array(10_001).fill({}), '413 Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001'],
  [
    'json',
    [
      { op: 'add', path: '/metadata/annotations', value: { a: 'x'.repeat(200_000) } },
      ...Array(20).fill({ op: 'copy', from: '/metadata', path: '/metadata/labels' }),
    ],
    '422 the server rejected our request due to an error in our request',
  ],
  ['merge', { metadata: { uid: 'x' } }, '422 Deployment.apps "web" is invalid: metadata.uid: Invalid value: "x": field is immutable'],
  [
    'merge',
    { metadata: { resourceVersion: '1' } },
    '409 Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    'merge',
    { metadata: { namespace: 'other' } },
    '400 the namespace of the provided object does not match the namespace sent on the request',
  ],
])('%s patch %j: %s', (patchType, body, answer) => {
  expect(patch(patchType, body)).toBe(answer);
});

test('what strict reading finds is refused or told', () => {
  const body = [{ op: 'test', path: '/kind', value: 'Deployment', how: 'x' }];
  expect(patch('json', body, { fieldValidation: 'Strict' })).toMatch(/strict decoding error: json patch unknown field "\[0\]\.how"$/);
  const server = kindServer();
  server.create(web);
  expect(server.send(web, { verb: 'patch', patchType: 'json', body }).warnings).toEqual(['json patch unknown field "[0].how"']);
  expect(patch('merge', { spec: { nothing: 1 } }, { fieldValidation: 'Strict' })).toMatch(
    /^422 .*strict decoding error: unknown field "spec.nothing"$/,
  );
});

test('a Scale is patched by its own type', () => {
  const scale = { subresource: 'scale' };
  expect(patch('merge', { spec: { replicas: 'three' } }, scale)).toMatch(/^422 .*patch: Invalid value/);
  expect(patch('json', [{ op: 'replace', path: '/spec/replicas', value: 3 }], scale)).toBe('accepted');
  expect(patch('strategic', { spec: { nothing: 3 } }, { ...scale, fieldValidation: 'Strict' })).toMatch(/unknown field "spec.nothing"/);
});
