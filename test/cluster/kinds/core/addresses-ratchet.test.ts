import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../../../src/api/object.ts';
import { endpoints } from '../../../../src/cluster/kinds/core/endpoints.ts';
import { service } from '../../../../src/cluster/kinds/core/service.ts';
import type { KindDefinition } from '../../../../src/cluster/kinds/define.ts';
import { endpointSlice } from '../../../../src/cluster/kinds/discovery/endpoint-slice.ts';
import { networkPolicy } from '../../../../src/cluster/kinds/networking/network-policy.ts';
import { fieldErrorText } from '../../../../src/api/field-error.ts';
import { refusals } from '../../../support/kinds.ts';

// Written when a rule was not yet: what is known may stay, what is new must be right.
test.each<readonly [manifest: string, kind: KindDefinition, error: string]>([
  [
    '{metadata: {name: s}, spec: {ports: [{port: 80}], externalIPs: [010.0.0.1]}}',
    service,
    'spec.externalIPs[0]: Invalid value: "010.0.0.1": must not have leading 0s',
  ],
  [
    '{metadata: {name: s}, spec: {type: LoadBalancer, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.1/8]}}',
    service,
    'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
  ],
  [
    '{metadata: {name: n}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}}',
    networkPolicy,
    'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
  ],
  [
    '{metadata: {name: e}, subsets: [{addresses: [{ip: 10.0.0.1, nodeName: A_B}], ports: [{port: 80, appProtocol: a b}]}]}',
    endpoints,
    'subsets[0].addresses[0].nodeName: Invalid value: "A_B": ',
  ],
])('%s', (manifest, kind, error) => {
  const object = parse(manifest) as KubeObject;
  kind.setDefaults?.(object);
  const told = (previous?: KubeObject): string[] => (kind.validate?.(object, previous) ?? []).map(fieldErrorText);
  expect(told()[0]).toContain(error);
  expect(told(object)).toEqual([]);
});

const slice = (endpoint: string, type = 'IPv4'): string =>
  `{metadata: {name: s}, addressType: ${type}, endpoints: [{${endpoint}}], ports: []}`;

test.each<readonly [manifest: string, error: string]>([
  [slice('addresses: [10.0.0.1], nodeName: A_B'), 'endpoints[0].nodeName: Invalid value: "A_B": a lowercase RFC 1123 subdomain'],
  [slice('addresses: [10.0.0.1], hints: {forZones: [{name: a}, {name: a}]}'), 'endpoints[0].hints.forZones[1].name: Duplicate value: "a"'],
  [
    slice(`addresses: [10.0.0.1], hints: {forNodes: [${'{name: a}, '.repeat(9)}]}`),
    'endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items',
  ],
  [
    slice('addresses: [single]', 'FQDN'),
    'endpoints[0].addresses[0]: Invalid value: "single": should be a domain with at least two segments separated by dots',
  ],
])('%s', (manifest, error) => expect(refusals(endpointSlice, manifest)[0]).toContain(error));
