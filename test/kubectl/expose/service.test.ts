import { expect, test } from 'vitest';
import { exposingService, type ServiceOptions } from '../../../src/kubectl/expose/service.ts';

const options: ServiceOptions = { name: 'web', selector: { app: 'web' }, ports: '80' };
const ports = (more: Partial<ServiceOptions>): unknown => exposingService({ ...options, ...more })['spec'].ports;

test.each<[string, Partial<ServiceOptions>, unknown]>([
  ['one port, nameless', {}, [{ port: 80, protocol: 'TCP', targetPort: 80 }]],
  ['a named target', { targetPort: 'http' }, [{ port: 80, protocol: 'TCP', targetPort: 'http' }]],
  [
    'several ports, numbered, one target for all',
    { ports: '80,443', targetPort: '8080' },
    [
      { name: 'port-1', port: 80, protocol: 'TCP', targetPort: 8080 },
      { name: 'port-2', port: 443, protocol: 'TCP', targetPort: 8080 },
    ],
  ],
  ['the protocol of the object', { ports: '53', protocols: { 53: ['UDP'] } }, [{ port: 53, protocol: 'UDP', targetPort: 53 }]],
  [
    'both protocols of the object',
    { ports: '53', protocols: { 53: ['TCP', 'UDP'] } },
    [
      { name: 'port-1-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
      { name: 'port-1-udp', port: 53, protocol: 'UDP', targetPort: 53 },
    ],
  ],
  [
    '--protocol wins',
    { ports: '53', protocol: 'SCTP', protocols: { 53: ['TCP', 'UDP'] } },
    [{ port: 53, protocol: 'SCTP', targetPort: 53 }],
  ],
  ['headless without a port', { ports: '', clusterIP: 'None' }, undefined],
])('%s', (_, more, expected) => {
  expect(ports(more)).toEqual(expected);
});

test('a load balancer address is only for load balancers', () => {
  expect(exposingService({ ...options, loadBalancerIP: '192.0.2.1' })['spec'].loadBalancerIP).toBeUndefined();
  expect(exposingService({ ...options, type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' })['spec'].loadBalancerIP).toBe('192.0.2.1');
});

test.each<[Partial<ServiceOptions>, string]>([
  [{ ports: '' }, "'ports' or 'port' is a required parameter"],
  [{ ports: '80,x' }, 'strconv.Atoi: parsing "x": invalid syntax'],
  [{ sessionAffinity: 'Sticky' }, 'unknown session affinity: Sticky'],
])('%j is refused', (more, message) => {
  expect(() => exposingService({ ...options, ...more })).toThrow(message);
});
