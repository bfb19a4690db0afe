import { describe, expect, test } from 'vitest';
import type { Pod, Service } from '../../../src/api/types.ts';
import { parseForwardedPort, podPorts, servicePorts } from '../../../src/kubectl/port-forward/ports.ts';

const pod: Pod = {
  metadata: { name: 'web-1' },
  spec: {
    containers: [
      {
        name: 'web',
        ports: [
          { name: 'http', containerPort: 8080, protocol: 'TCP' },
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
        ],
      },
    ],
  },
};
const service: Service = {
  metadata: { name: 'web' },
  spec: {
    clusterIP: '10.96.0.7',
    ports: [
      { name: 'web', port: 80, targetPort: 'http', protocol: 'TCP' },
      { name: 'plain', port: 90, targetPort: 9090, protocol: 'TCP' },
    ],
  },
};

describe('ports of a pod', () => {
  test.each([
    ['80', '80'],
    ['8000:80', '8000:80'],
    ['http', '8080'],
    ['80:http', '80:8080'],
    [':http', ':8080'],
  ])('%s is %s', (given, expected) => {
    expect(podPorts([given], pod)).toEqual([expected]);
  });

  test.each([
    ['web', "Pod 'web-1' does not have a named port 'web'"],
    ['80:', "Pod 'web-1' does not have a named port ''"],
    ['53', 'UDP protocol is not supported for 53'],
    ['5000:dns', 'UDP protocol is not supported for dns'],
  ])('%s: %s', (given, message) => {
    expect(() => podPorts([given], pod)).toThrow(message);
  });
});

describe('ports of a service', () => {
  test.each([
    ['80', '80:8080'],
    ['8080:80', '8080'],
    ['web', '80:8080'],
    ['1:plain', '1:9090'],
  ])('%s is %s', (given, expected) => {
    expect(servicePorts([given], service, pod)).toEqual([expected]);
  });

  test.each([
    ['81', 'Service web does not have a service port 81'],
    ['http', "Service 'web' does not have a named port 'http'"],
  ])('%s: %s', (given, message) => {
    expect(() => servicePorts([given], service, pod)).toThrow(message);
  });
});

describe('port numbers', () => {
  test('of both sides', () => {
    expect([':80', '8080:80', '80'].map(parseForwardedPort)).toEqual([
      { local: 0, remote: 80 },
      { local: 8080, remote: 80 },
      { local: 80, remote: 80 },
    ]);
  });

  test.each([
    ['1:2:3', "invalid port format '1:2:3'"],
    ['x:80', `error parsing local port 'x': strconv.ParseUint: parsing "x": invalid syntax`],
    ['80:70000', `error parsing remote port '70000': strconv.ParseUint: parsing "70000": value out of range`],
    ['80:0', 'remote port must be > 0'],
  ])('%s: %s', (given, message) => {
    expect(() => parseForwardedPort(given)).toThrow(message);
  });
});
