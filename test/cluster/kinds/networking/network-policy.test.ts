import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';

const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: np
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
  - Ingress
  ingress:
  - from:
    - ipBlock:
        cidr: 192.168.0.0/24
        except:
        - 192.168.0.8/29
    ports:
    - protocol: TCP
      port: 80
`;

describe('refused', () => {
  test.each([
    ['- Ingress', '- ingress', 'spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"'],
    [
      '192.168.0.0/24',
      '192.168.0.0',
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "192.168.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      '192.168.0.8/29',
      '10.0.0.0/8',
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
    ],
    [
      '192.168.0.8/29',
      '192.168.0.0/24',
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "192.168.0.0/24": must be a strict subset of `cidr`',
    ],
    ['port: 80', 'port: 70000', 'spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    [
      'port: 80',
      'port: Bad_Name',
      'spec.ingress[0].ports[0].port: Invalid value: "Bad_Name": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    ],
    [
      'protocol: TCP',
      'protocol: HTTP',
      'spec.ingress[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "TCP", "UDP", "SCTP"',
    ],
    [
      'port: 80',
      'port: 80\n      endPort: 70',
      'spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`',
    ],
    [
      'port: 80',
      'port: http\n      endPort: 90',
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric',
    ],
    ['port: 80', 'endPort: 90', 'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified'],
    [
      '- ipBlock:',
      '- podSelector: {}\n      ipBlock:',
      'spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer',
    ],
    ['    - ipBlock:', '    - {}\n    - ipBlock:', 'spec.ingress[0].from[0]: Required value: must specify a peer'],
  ])('%s → %s', (from, to, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(edited(policy, [from, to])))).toBe(
      `NetworkPolicy.networking.k8s.io "np" is invalid: ${message}`,
    );
  });
});

describe('defaults', () => {
  const spec = (text: string): Record<string, unknown> => {
    const server = kindServer();
    return server.create(`{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: np}, spec: ${text}}`).body['spec'];
  };

  test('everything in the namespace is selected, and what comes in is covered', () => {
    expect(spec('{}')).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
    expect(spec('{egress: [{}]}')).toEqual({ podSelector: {}, egress: [{}], policyTypes: ['Ingress', 'Egress'] });
    expect(spec('{policyTypes: [Egress]}')).toEqual({ podSelector: {}, policyTypes: ['Egress'] });
  });

  test('ports are of TCP', () => {
    expect(spec('{egress: [{ports: [{port: 5432, endPort: 5440}]}], policyTypes: [Egress]}')['egress']).toEqual([
      { ports: [{ port: 5432, endPort: 5440, protocol: 'TCP' }] },
    ]);
  });
});

test('the table shows whom a policy selects; changes of the spec count', () => {
  const server = kindServer();
  const manifest = (name: string, selector: string): string =>
    `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}}, spec: {podSelector: ${selector}}}`;
  server.create(manifest('all', '{}'));
  const db = manifest('db', '{matchExpressions: [{key: tier, operator: NotIn, values: [cache]}, {key: app, operator: Exists}]}');
  server.create(db);
  expect(server.rows(db)).toEqual([
    ['all', '<none>', '0s'],
    ['db', 'app,tier notin (cache)', '0s'],
  ]);
  expect(server.patch(db, { metadata: { labels: { a: 'b' } } }).body.metadata.generation).toBe(1);
  expect(server.patch(db, { spec: { policyTypes: ['Egress'] } }).body.metadata.generation).toBe(2);
});
