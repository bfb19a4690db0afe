import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const node = (spec: string, metadata = 'name: n', status = ''): string =>
  `{apiVersion: v1, kind: Node, metadata: {${metadata}}, spec: ${spec}${status === '' ? '' : `, status: ${status}`}}`;

describe('nodes that are refused', () => {
  const cases: [spec: string, message: string][] = [
    ['{taints: [{key: a}]}', 'metadata.taints[0].effect: Required value'],
    [
      '{taints: [{key: a, value: b, effect: Never}]}',
      'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
    [
      '{taints: [{key: a, value: b, effect: NoSchedule}, {key: a, value: c, effect: NoSchedule}]}',
      'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"c","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
    ],
    [
      '{podCIDR: 10.244.0.0}',
      'spec.podCIDRs[0]: Invalid value: "10.244.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      '{podCIDRs: [10.244.0.0/24, 10.244.1.0/24]}',
      'spec.podCIDRs: Invalid value: ["10.244.0.0/24","10.244.1.0/24"]: may specify no more than one CIDR for each IP family',
    ],
    [
      '{podCIDR: 10.244.0.1/24}, status: {capacity: {pods: 1500m}, allocatable: {cpu: -1}}',
      '[status.capacity.pods: Invalid value: "1500m": must be an integer, status.allocatable.cpu: Invalid value: "-1": must be greater than or equal to 0, spec.podCIDRs[0]: Invalid value: "10.244.0.1/24": must not have bits set beyond the prefix length]',
    ],
  ];
  test.each(cases)('%s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(node(spec)))).toBe(`Node "n" is invalid: ${message}`);
  });
});

test('the pod network is given once', () => {
  const server = kindServer();
  server.create(node('{}'));
  expect(server.patch(node('{}'), { spec: { podCIDR: '10.244.7.0/24' } }).body['spec']).toMatchObject({
    podCIDR: '10.244.7.0/24',
    podCIDRs: ['10.244.7.0/24'],
  });
  expect(server.refusal(() => server.patch(node('{}'), { spec: { podCIDR: '10.9.0.0/24' } }))).toBe(
    'Node "n" is invalid: spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
  );
});

test('a node registers with its status; the namespace of a manifest does not matter', () => {
  const { body } = kindServer().create(node('{}', 'name: n, namespace: default', '{capacity: {cpu: 4}}'));
  expect(body['status']).toMatchObject({ capacity: { cpu: '4' }, allocatable: { cpu: '4' } });
  expect(body.metadata).not.toHaveProperty('namespace');
});

test('rows', () => {
  const server = kindServer();
  const ready = (status: string): string =>
    `{conditions: [{type: Ready, status: "${status}"}], addresses: [{type: InternalIP, address: 172.18.0.2}], nodeInfo: {kubeletVersion: v1.36.2, osImage: Debian, kernelVersion: "6.8", containerRuntimeVersion: "containerd://2.1.3"}}`;
  server.create(
    node('{unschedulable: true}', 'name: a, labels: {node-role.kubernetes.io/control-plane: "", kubernetes.io/role: db}', ready('True')),
  );
  server.create(node('{}', 'name: b', ready('Unknown')));
  server.create(node('{}', 'name: c'));
  expect(server.rows(node('{}'))).toEqual([
    ['a', 'Ready,SchedulingDisabled', 'control-plane,db', '0s', 'v1.36.2', '172.18.0.2', '<none>', 'Debian', '6.8', 'containerd://2.1.3'],
    ['b', 'NotReady', '<none>', '0s', 'v1.36.2', '172.18.0.2', '<none>', 'Debian', '6.8', 'containerd://2.1.3'],
    ['c', 'Unknown', '<none>', '0s', '', '<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'],
  ]);
});
