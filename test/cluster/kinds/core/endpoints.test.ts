import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const endpoints = (subsets: string, name = 'x'): string =>
  `{apiVersion: v1, kind: Endpoints, metadata: {name: ${name}}, subsets: ${subsets}}`;
const slice = (fields: string): string => `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: x}, ${fields}}`;

describe('refused', () => {
  test.each([
    [endpoints('[{ports: [{port: 80}]}]'), 'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`'],
    [
      endpoints('[{addresses: [{ip: nope}]}]'),
      '[subsets[0].addresses[0].ip: Invalid value: "nope": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), subsets[0].addresses[0].ip: Invalid value: "nope": must be a valid IP address]',
    ],
    [
      endpoints('[{addresses: [{ip: 169.254.1.1}]}]'),
      'subsets[0].addresses[0].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ],
    [
      endpoints('[{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}, {port: 81}]}]'),
      '[subsets[0].ports[0].name: Required value, subsets[0].ports[1].name: Required value]',
    ],
    [slice('addressType: IPX, endpoints: []'), 'addressType: Unsupported value: "IPX": supported values: "FQDN", "IPv4", "IPv6"'],
    [slice('addressType: IPv4, endpoints: [{addresses: []}]'), 'endpoints[0].addresses: Required value: must contain at least 1 address'],
    [slice('addressType: IPv4, endpoints: [], ports: [{port: 1}, {port: 2}]'), 'ports[1].name: Duplicate value: ""'],
  ])('%s', (manifest, message) => {
    const server = kindServer();
    const kind = manifest.includes('Slice') ? 'EndpointSlice.discovery.k8s.io' : 'Endpoints';
    expect(server.refusal(() => server.create(manifest))).toBe(`${kind} "x" is invalid: ${message}`);
  });
});

test('rows show three addresses and how many more there are', () => {
  const server = kindServer();
  const ips = (count: number): string => Array.from({ length: count }, (_, i) => `{ip: 10.0.0.${i + 1}}`).join(',');
  server.create(endpoints('[]', 'a'));
  server.create(endpoints(`[{notReadyAddresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]`, 'b'));
  server.create(endpoints(`[{addresses: [${ips(5)}], ports: [{port: 80}]}]`, 'c'));
  server.create(endpoints(`[{addresses: [${ips(1)}]}]`, 'd'));
  expect(server.rows(endpoints('[]')).map((row) => row[1])).toEqual([
    '<none>',
    '',
    '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...',
    '10.0.0.1',
  ]);
  server.create(slice('addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}], ports: [{port: 80}, {name: any}]'));
  expect(server.rows(slice('addressType: IPv4'))).toEqual([['x', 'IPv4', '80,*', '10.0.0.1', '0s']]);
});

test('every request for Endpoints warns', () => {
  expect(kindServer().create(endpoints('[]')).warnings).toEqual([
    'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  ]);
});
