import { describe, expect, test } from 'vitest';
import type { Service } from '../../../../src/api/types.ts';
import { kindServer } from '../../../support/kind-server.ts';

function manifest(name: string, spec: string): string {
  return `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: ${spec}}`;
}

function specOf(body: unknown): NonNullable<Service['spec']> {
  return (body as Service).spec ?? {};
}

const invalidLabel = (text: string): string =>
  `Invalid value: "${text}": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;

describe('what the server refuses', () => {
  const cases: [spec: string, message: string][] = [
    ['{}', 'spec.ports: Required value'],
    [
      '{ports: [{port: 0}]}',
      '[spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive]',
    ],
    ['{ports: [{port: 80}, {port: 443}]}', '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]'],
    ['{ports: [{name: a, port: 80}, {name: a, port: 443}]}', 'spec.ports[1].name: Duplicate value: "a"'],
    [
      '{ports: [{name: http, port: 80}, {name: http, port: 80}]}',
      '[spec.ports[1].name: Duplicate value: "http", spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}]',
    ],
    [
      '{ports: [{name: Web_1, port: 80, targetPort: UPPER!}, {name: b, port: 81, protocol: ICMP}]}',
      `[spec.ports[0].name: ${invalidLabel('Web_1')}, spec.ports[0].targetPort: Invalid value: "UPPER!": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.ports[0].targetPort: Invalid value: "UPPER!": must contain at least one letter (a-z), spec.ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"]`,
    ],
    [
      '{type: Internal, sessionAffinity: Cookie, ports: [{port: 80}]}',
      '[spec.sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None", spec.type: Unsupported value: "Internal": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]',
    ],
    ['{ports: [{port: 80, nodePort: 30090}]}', "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    [
      '{type: NodePort, clusterIP: None, ports: [{port: 80}]}',
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    ],
    ['{type: ExternalName, ports: [{port: 80}]}', 'spec.externalName: Required value'],
    [
      '{clusterIP: 1.2.3, ports: [{port: 80}], selector: {a b: c}}',
      'spec.clusterIPs[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      '{externalTrafficPolicy: Local, ports: [{port: 80}]}',
      'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ],
    [
      '{type: NodePort, externalTrafficPolicy: Nearby, internalTrafficPolicy: Far, ports: [{port: 80}]}',
      '[spec.externalTrafficPolicy: Unsupported value: "Nearby": supported values: "Cluster", "Local", spec.internalTrafficPolicy: Unsupported value: "Far": supported values: "Cluster", "Local"]',
    ],
    [
      '{externalIPs: [not-an-ip], ports: [{port: 80}]}',
      'spec.externalIPs[0]: Invalid value: "not-an-ip": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [
      '{externalIPs: [127.0.0.1], ports: [{port: 80}]}',
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
    // Addresses and node ports are allocated first: what is wrong with them is told alone.
    [
      '{clusterIP: 10.50.0.1, sessionAffinity: Sticky, type: Balanced, ports: [{port: 0, protocol: HTTP}]}',
      'spec.clusterIPs: Invalid value: ["10.50.0.1"]: failed to allocate IP 10.50.0.1: the provided network does not match the current range',
    ],
    [
      '{type: NodePort, ports: [{port: 80, nodePort: 8080}]}',
      'spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    [
      '{ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}',
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
  ];
  test.each(cases)('%s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(manifest('x', spec)))).toBe(`Service "x" is invalid: ${message}`);
  });

  test('a name that is no label', () => {
    const server = kindServer();
    const said = server.refusal(() => server.create(manifest('Two_Three', '{ports: [{port: 80}]}')));
    expect(said).toBe(`Service "Two_Three" is invalid: metadata.name: ${invalidLabel('Two_Three')}`);
    expect(server.refusal(() => server.create(manifest('2go', '{ports: [{port: 80}]}')))).toBe('');
  });
});

test('addresses and ports that are taken', () => {
  const server = kindServer();
  server.create(manifest('one', '{type: NodePort, clusterIP: 10.96.7.7, ports: [{port: 80, nodePort: 31555}]}'));
  expect(server.refusal(() => server.create(manifest('two', '{clusterIP: 10.96.7.7, ports: [{port: 80}]}')))).toBe(
    'Service "two" is invalid: spec.clusterIPs: Invalid value: ["10.96.7.7"]: failed to allocate IP 10.96.7.7: provided IP is already allocated',
  );
  expect(server.refusal(() => server.create(manifest('two', '{type: NodePort, ports: [{port: 80, nodePort: 31555}]}')))).toBe(
    'Service "two" is invalid: spec.ports[0].nodePort: Invalid value: 31555: provided port is already allocated',
  );
});

test('no two services get the same address or port', () => {
  const server = kindServer();
  const specs = Array.from({ length: 300 }, (_, i) =>
    specOf(server.create(manifest(`s${i}`, '{type: NodePort, ports: [{port: 80}]}')).body),
  );
  expect(new Set(specs.map(({ clusterIP }) => clusterIP)).size).toBe(300);
  expect(new Set(specs.map(({ ports }) => ports?.[0]?.nodePort)).size).toBe(300);
  expect(specs.every(({ clusterIP, clusterIPs }) => /^10\.96\.\d+\.\d+$/.test(clusterIP ?? '') && clusterIPs?.[0] === clusterIP)).toBe(
    true,
  );
});

test('TCP and UDP of one port share their node port', () => {
  const server = kindServer();
  const { ports } = specOf(
    server.create(manifest('dns', '{type: NodePort, ports: [{name: a, port: 53, protocol: UDP}, {name: b, port: 53}]}')).body,
  );
  expect(ports?.[0]?.nodePort).toBe(ports?.[1]?.nodePort);
});

describe('defaults', () => {
  const fixed = { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster', sessionAffinity: 'None' };
  const cases: [title: string, spec: string, expected: object][] = [
    ['ClusterIP', '{ports: [{port: 80}]}', { ...fixed, type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }] }],
    ['headless', '{clusterIP: None, selector: {a: b}, ports: [{port: 80}]}', { ...fixed, clusterIP: 'None', clusterIPs: ['None'] }],
    [
      'headless without selector',
      '{clusterIP: None}',
      { clusterIPs: ['None'], ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' },
    ],
    [
      'LoadBalancer',
      '{type: LoadBalancer, ports: [{port: 80}]}',
      { ...fixed, allocateLoadBalancerNodePorts: true, externalTrafficPolicy: 'Cluster' },
    ],
    [
      'ClientIP',
      '{sessionAffinity: ClientIP, ports: [{port: 80}]}',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } },
    ],
    ['external addresses', '{externalIPs: [192.0.2.10], ports: [{port: 80}]}', { ...fixed, externalTrafficPolicy: 'Cluster' }],
  ];
  test.each(cases)('%s', (_, spec, expected) => {
    expect(kindServer().create(manifest('x', spec)).body['spec']).toMatchObject(expected);
  });

  test('an external name has no address', () => {
    const { body } = kindServer().create(manifest('x', '{type: ExternalName, externalName: deb.example.net.}'));
    expect(body['spec']).toEqual({ externalName: 'deb.example.net.', sessionAffinity: 'None', type: 'ExternalName' });
    expect(body['status']).toEqual({ loadBalancer: {} });
  });
});

describe('changes of type', () => {
  const web = manifest('web', '{ports: [{port: 80}]}');

  test('to NodePort and back', () => {
    const server = kindServer();
    const { clusterIP } = specOf(server.create(web).body);
    const open = specOf(server.patch(web, { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 31001 }] } }).body);
    expect(open).toMatchObject({ type: 'NodePort', clusterIP, externalTrafficPolicy: 'Cluster', ports: [{ nodePort: 31001 }] });
    const closed = specOf(server.patch(web, { spec: { type: 'ClusterIP' } }).body);
    expect(closed.ports?.[0]).toEqual({ port: 80, protocol: 'TCP', targetPort: 80 });
    expect(closed).not.toHaveProperty('externalTrafficPolicy');
    expect(closed.clusterIP).toBe(clusterIP);
  });

  test('a load balancer that keeps the source address gets a port for health checks, and gives it back', () => {
    const server = kindServer();
    server.create(web);
    const local = specOf(server.patch(web, { spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local' } }).body);
    expect(local.healthCheckNodePort).toBeGreaterThanOrEqual(30000);
    const plain = specOf(server.patch(web, { spec: { type: 'ClusterIP' } }).body);
    expect(plain).not.toHaveProperty('healthCheckNodePort');
    expect(plain).not.toHaveProperty('allocateLoadBalancerNodePorts');
  });

  test('from an external name', () => {
    const server = kindServer();
    const mirror = manifest('mirror', '{type: ExternalName, externalName: deb.example.net}');
    server.create(mirror);
    expect(server.refusal(() => server.patch(mirror, { spec: { type: 'ClusterIP' } }))).toBe(
      'Service "mirror" is invalid: spec.ports: Required value',
    );
    const spec = specOf(server.patch(mirror, { spec: { type: 'ClusterIP', ports: [{ port: 80 }], externalName: null } }).body);
    expect(spec).toMatchObject({ ipFamilies: ['IPv4'], type: 'ClusterIP' });
    expect(spec.clusterIPs).toHaveLength(1);
  });

  test('the address is for life', () => {
    const server = kindServer();
    server.create(web);
    for (const clusterIP of ['10.96.200.1', 'None']) {
      expect(server.refusal(() => server.patch(web, { spec: { clusterIP } }))).toBe(
        `Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["${clusterIP}"]: may not change once set`,
      );
    }
  });

  test('a manifest without addresses can be put again', () => {
    const server = kindServer();
    const before = specOf(server.create(manifest('web', '{type: NodePort, ports: [{port: 80}]}')).body);
    const after = server.update(web, (object) => {
      object['spec'] = { type: 'NodePort', ports: [{ port: 80 }] };
    });
    expect(specOf(after.body)).toEqual(before);
  });
});

test('rows', () => {
  const server = kindServer();
  server.create(manifest('door', '{type: NodePort, clusterIP: 10.96.1.1, ports: [{port: 80, nodePort: 31000}], selector: {app: door}}'));
  server.create(manifest('headless', '{clusterIP: None, selector: {app: h}, ports: [{port: 80}]}'));
  server.create(manifest('mirror', '{type: ExternalName, externalName: deb.example.net}'));
  server.create(
    manifest(
      'outside',
      '{type: LoadBalancer, clusterIP: 10.96.1.2, ports: [{name: a, port: 443, nodePort: 32201}, {name: b, port: 80, nodePort: 30517}]}',
    ),
  );
  server.create(manifest('sticky', '{clusterIP: 10.96.1.3, externalIPs: [192.0.2.10], ports: [{port: 80, protocol: UDP}]}'));
  expect(server.rows(manifest('door', '{}'))).toEqual([
    ['door', 'NodePort', '10.96.1.1', '<none>', '80:31000/TCP', '0s', 'app=door'],
    ['headless', 'ClusterIP', 'None', '<none>', '80/TCP', '0s', 'app=h'],
    ['mirror', 'ExternalName', '<none>', 'deb.example.net', '<none>', '0s', '<none>'],
    ['outside', 'LoadBalancer', '10.96.1.2', '<pending>', '443:32201/TCP,80:30517/TCP', '0s', '<none>'],
    ['sticky', 'ClusterIP', '10.96.1.3', '192.0.2.10', '80/UDP', '0s', '<none>'],
  ]);
});

test('external addresses warn', () => {
  const { warnings } = kindServer().create(manifest('x', '{externalIPs: [192.0.2.10], ports: [{port: 80}]}'));
  expect(warnings).toEqual(['spec.externalIPs is deprecated and may no longer be implemented in some clusters']);
});

describe('annotations of a Service', () => {
  const annotated = (annotations: string, type = 'ClusterIP'): string =>
    `{apiVersion: v1, kind: Service, metadata: {name: web, annotations: {${annotations}}}, spec: {type: ${type}, ports: [{port: 80}]}}`;
  const ranges = 'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]';
  test.each([
    [
      'service.beta.kubernetes.io/load-balancer-source-ranges: 10.0.0.0/8',
      'ClusterIP',
      `${ranges}: Forbidden: may only be used when \`type\` is 'LoadBalancer'`,
    ],
    [
      'service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, x"',
      'LoadBalancer',
      `${ranges}: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
    ],
    [
      'service.kubernetes.io/topology-mode: Auto, service.kubernetes.io/topology-aware-hints: auto',
      'ClusterIP',
      'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    ],
  ])('%s on a %s', (annotations, type, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(annotated(annotations, type)))).toBe(`Service "web" is invalid: ${message}`);
  });
});

test('the port for health checks stays', () => {
  const server = kindServer();
  const local = manifest('web', '{type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}');
  const { healthCheckNodePort = 0 } = specOf(server.create(local).body);
  expect(healthCheckNodePort).toBeGreaterThan(0);
  const other = healthCheckNodePort === 32000 ? 32001 : 32000;
  expect(server.refusal(() => server.patch(local, { spec: { healthCheckNodePort: other } }))).toBe(
    'Service "web" is invalid: spec.healthCheckNodePort: Forbidden: field is immutable',
  );
});
