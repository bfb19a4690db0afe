import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const cidr = (cidrs: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: more}, spec: {cidrs: ${cidrs}}}`;
const address = (name: string, parent: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: IPAddress, metadata: {name: ${name}}, spec: {parentRef: ${parent}}}`;

describe('service networks', () => {
  test.each([
    ['[]', 'spec.cidrs: Required value: at least one CIDR required'],
    ['[10.0.0.0]', 'spec.cidrs[0]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    [
      '[10.0.0.0/24, 10.1.0.0/24]',
      'spec.cidrs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
    ],
  ])('refused: %s', (cidrs, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(cidr(cidrs)))).toBe(`ServiceCIDR.networking.k8s.io "more" is invalid: ${message}`);
  });

  test('a second family may come later, nothing else may change', () => {
    const server = kindServer();
    server.create(cidr('[10.0.0.0/24]'));
    expect(server.refusal(() => server.patch(cidr(''), { spec: { cidrs: ['10.1.0.0/24'] } }))).toContain('field is immutable');
    expect(server.refusal(() => server.patch(cidr(''), { spec: { cidrs: ['10.0.0.0/24', 'fd00::/108'] } }))).toBe('');
    expect(server.rows(cidr(''))).toEqual([['more', '10.0.0.0/24,fd00::/108', '0s']]);
  });
});

test('addresses tell whose they are', () => {
  const server = kindServer();
  const manifest = address('10.96.0.1', '{resource: services, namespace: default, name: kubernetes}');
  server.create(manifest);
  expect(server.rows(manifest)).toEqual([['10.96.0.1', 'services/default/kubernetes']]);
  expect(server.refusal(() => server.create(address('ten', '{resource: services, name: a}')))).toContain(
    'metadata.name: Invalid value: "ten"',
  );
  expect(server.refusal(() => server.create(address('10.96.0.2', '{}')))).toBe(
    'IPAddress.networking.k8s.io "10.96.0.2" is invalid: [spec.parentRef.resource: Required value, spec.parentRef.name: Required value]',
  );
});
