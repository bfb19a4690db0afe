import { expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const claim = (requests: string): string =>
  `{apiVersion: resource.k8s.io/v1, kind: ResourceClaim, metadata: {name: gpu}, spec: {devices: {requests: ${requests}}}}`;

test('one device of a class, unless something else is said', () => {
  const server = kindServer();
  const manifest = claim('[{name: a, exactly: {deviceClassName: gpu}}, {name: b, exactly: {deviceClassName: gpu, allocationMode: All}}]');
  expect(server.create(manifest).body['spec'].devices.requests).toEqual([
    { name: 'a', exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 } },
    { name: 'b', exactly: { deviceClassName: 'gpu', allocationMode: 'All' } },
  ]);
  expect(server.rows(manifest)).toEqual([['gpu', 'pending', '0s']]);
  const stored = server.api.get('resourceclaims.resource.k8s.io', 'default', 'gpu')!;
  server.api.updateStatus('resourceclaims.resource.k8s.io', {
    ...stored,
    status: { allocation: {}, reservedFor: [{ resource: 'pods', name: 'p', uid: 'u' }] },
  });
  expect(server.rows(manifest)).toEqual([['gpu', 'allocated,reserved', '0s']]);
});

test.each([
  ['[{name: a}]', 'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required'],
  ['[{name: a, exactly: {}}]', 'spec.devices.requests[0].exactly.deviceClassName: Required value'],
  [
    '[{name: a, exactly: {deviceClassName: gpu, allocationMode: Some}}]',
    'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
  ],
])('refused: %s', (requests, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(claim(requests)))).toBe(`ResourceClaim.resource.k8s.io "gpu" is invalid: ${message}`);
});

test('a claim stays as it is', () => {
  const server = kindServer();
  const manifest = claim('[{name: a, exactly: {deviceClassName: gpu}}]');
  server.create(manifest);
  expect(server.refusal(() => server.patch(manifest, { spec: { devices: { requests: [] } } }))).toContain('spec: Invalid value: ');
});
