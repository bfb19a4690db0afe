import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../../../src/api/object.ts';
import { deployment } from '../../../../src/cluster/kinds/apps/deployment.ts';
import { persistentVolumeClaim } from '../../../../src/cluster/kinds/core/persistent-volume-claim.ts';
import { persistentVolume } from '../../../../src/cluster/kinds/core/persistent-volume.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { secret } from '../../../../src/cluster/kinds/core/secret.ts';
import { service } from '../../../../src/cluster/kinds/core/service.ts';
import type { KindDefinition } from '../../../../src/cluster/kinds/define.ts';
import { builtInKinds } from '../../../../src/cluster/kinds/index.ts';
import { networkPolicy } from '../../../../src/cluster/kinds/networking/network-policy.ts';

function warnings(kind: KindDefinition, manifest: string): readonly string[] {
  const object = parse(manifest) as KubeObject;
  kind.setDefaults?.(object);
  return kind.warnings?.(object) ?? [];
}

type Row = readonly [text: string, warnings: readonly string[]];

describe('of containers', () => {
  test.each<Row>([
    [
      'resources: {requests: {memory: 100m, cpu: 100m}, limits: {memory: 1500m}}',
      [
        'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
      ],
    ],
    ['env: [{name: A, value: x}, {name: A, value: $(A):y}]', []],
    [
      'env: [{name: A, value: x}, {name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]',
      ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    ],
    [
      'ports: [{containerPort: 80}, {containerPort: 80}]',
      ['spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]'],
    ],
    [
      'ports: [{containerPort: 80}, {containerPort: 80, hostPort: 8080}]',
      ['spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]'],
    ],
    [
      'ports: [{containerPort: 80, hostPort: 80}, {containerPort: 80, hostPort: 80, hostIP: 127.0.0.1}]',
      ['spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]'],
    ],
    ['ports: [{containerPort: 80, hostPort: 80}, {containerPort: 80, hostPort: 81}, {containerPort: 80, protocol: UDP}]', []],
  ])('%s', (container, told) =>
    expect(warnings(pod, `{metadata: {name: p}, spec: {containers: [{name: c, image: nginx, ${container}}]}}`)).toEqual(told),
  );

  test('the port of another container has the same name', () => {
    const sidecar = '{name: s, image: nginx, ports: [{name: web, containerPort: 81}]}';
    const first = '{name: c, image: nginx, ports: [{name: web, containerPort: 80}]}';
    expect(warnings(pod, `{metadata: {name: p}, spec: {containers: [${first}, ${sidecar}]}}`)).toEqual([
      'spec.containers[1].ports[0]: duplicate port name "web" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ]);
  });
});

describe('of pods', () => {
  test.each<Row>([
    ['hostAliases: [{ip: 10.0.0.1}, {ip: 10.0.0.1}]', ['spec.hostAliases[1].ip: duplicate ip "10.0.0.1"']],
    [
      'imagePullSecrets: [{name: a}, {name: a}, {}]',
      ['spec.imagePullSecrets[1].name: duplicate name "a"', 'spec.imagePullSecrets[2].name: invalid empty name ""'],
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: failure-domain.beta.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}]',
      [
        'spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
        'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      ],
    ],
    [
      'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}',
      [
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
      ],
    ],
    ['volumes: [{name: v, gitRepo: {repository: x}}]', ['spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+']],
    [
      'volumes: [{name: v, configMap: {name: m, items: [{key: a, path: x}, {key: b, path: x/y}]}}]',
      ['volume "v" (ConfigMap "m"): overlapping paths: "x/y" with "x"'],
    ],
    ['volumes: [{name: v, projected: {sources: [{}]}}]', ['volume "v" (Projected) has no sources provided']],
    [
      'dnsConfig: {nameservers: ["FD00::1"]}',
      ['spec.dnsConfig.nameservers[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")'],
    ],
  ])('%s', (fields, told) =>
    expect(warnings(pod, `{metadata: {name: p}, spec: {containers: [{name: c, image: nginx}], ${fields}}}`)).toEqual(told),
  );

  test('annotations that have become fields', () => {
    const annotations = 'scheduler.alpha.kubernetes.io/critical-pod: "", container.apparmor.security.beta.kubernetes.io/c: runtime/default';
    const manifest = `{metadata: {name: p, annotations: {${annotations}}}, spec: {containers: [{name: c, image: nginx}]}}`;
    expect(warnings(pod, manifest)).toEqual([
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      'metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead',
    ]);
  });
});

test('of templates', () => {
  const spec = '{terminationGracePeriodSeconds: -1, containers: [{name: c, image: nginx}]}';
  expect(warnings(deployment, `{metadata: {name: d}, spec: {template: {spec: ${spec}}}}`)).toEqual([
    'spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
  ]);
});

describe('of Services', () => {
  test.each<Row>([
    [
      'type: ClusterIP, clusterIP: None, clusterIPs: [None], sessionAffinity: ClientIP, externalIPs: [192.0.2.1]',
      ['spec.externalIPs is ignored for headless services', 'spec.SessionAffinity is ignored for headless services'],
    ],
    ['trafficDistribution: PreferClose', ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']],
    ['externalName: a.b', ['spec.externalName is ignored when spec.type is not "ExternalName"']],
    [
      'type: LoadBalancer, loadBalancerSourceRanges: ["FD00::/8"]',
      ['spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")'],
    ],
  ])('%s', (fields, told) => {
    expect(warnings(service, `{metadata: {name: s}, spec: {ports: [{port: 80}], ${fields}}}`)).toEqual(told);
  });
});

test('of NetworkPolicies', () => {
  const peers = '{from: [{ipBlock: {cidr: "FD00::/8", except: ["fd00:0::/16"]}}]}';
  expect(warnings(networkPolicy, `{metadata: {name: n}, spec: {podSelector: {}, ingress: [${peers}]}}`)).toEqual([
    'spec.ingress[0].from[0].ipBlock.cidr: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")',
    'spec.ingress[0].from[0].ipBlock.except[0]: IPv6 CIDR value "fd00:0::/16" should be in RFC 5952 canonical format ("fd00::/16")',
  ]);
});

describe('of volumes', () => {
  const volume = (annotations: string, fields: string): string =>
    `{metadata: {name: v, annotations: {${annotations}}}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], ${fields}}}`;
  test.each<readonly [manifest: string, warnings: readonly string[]]>([
    [
      volume('volume.beta.kubernetes.io/storage-class: a', 'hostPath: {path: /x}'),
      ['metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead'],
    ],
    [
      volume('', 'hostPath: {path: /x}, persistentVolumeReclaimPolicy: Recycle'),
      [
        'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      ],
    ],
    [volume('', 'rbd: {image: i, monitors: [m]}'), ['spec.rbd: deprecated in v1.28, non-functional in v1.31+']],
  ])('%s', (manifest, told) => expect(warnings(persistentVolume, manifest)).toEqual(told));

  test('and of claims', () => {
    const spec = '{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1500m}}}';
    expect(warnings(persistentVolumeClaim, `{metadata: {name: c}, spec: ${spec}}`)).toEqual([
      'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ]);
  });
});

test.each<readonly [kind: string, manifest: string, warning: string]>([
  [
    'StorageClass',
    '{provisioner: a/b, allowedTopologies: [{matchLabelExpressions: [{key: failure-domain.beta.kubernetes.io/zone, values: [a]}]}]}',
    'allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  ],
  [
    'RuntimeClass',
    '{handler: h, scheduling: {nodeSelector: {beta.kubernetes.io/os: linux}}}',
    'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead',
  ],
  [
    'CSIStorageCapacity',
    '{storageClassName: s, nodeTopology: {matchLabels: {beta.kubernetes.io/os: linux}}}',
    'nodeTopology.matchLabels.beta.kubernetes.io/os: deprecated since v1.14; use "kubernetes.io/os" instead',
  ],
])('of old labels of nodes in a %s', (name, manifest, warning) => {
  const kind = builtInKinds.all().find((definition) => definition.kind === name)!;
  expect(warnings(kind, manifest)).toEqual([warning]);
});

describe('of Secrets for TLS', () => {
  const pem = (type: string, body = 'Zm9v'): string =>
    Buffer.from(`-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`).toString('base64');
  test.each<readonly [certificate: string, key: string, warnings: readonly string[]]>([
    [pem('CERTIFICATE'), pem('RSA PRIVATE KEY'), []],
    ['Zm9v', 'Zm9v', ['tls: failed to find any PEM data in certificate input']],
    [pem('CERTIFICATE', 'MIIC...'), pem('PRIVATE KEY'), ['tls: failed to find any PEM data in certificate input']],
    [pem('CERTIFICATE'), 'Zm9v', ['tls: failed to find any PEM data in key input']],
    [pem('CERTIFICATE'), pem('CERTIFICATE'), ['tls: found a certificate rather than a key in the PEM for the private key']],
  ])('%#', (certificate, key, told) => {
    const manifest = `{metadata: {name: s}, type: kubernetes.io/tls, data: {tls.crt: ${certificate}, tls.key: ${key}}}`;
    expect(warnings(secret, manifest)).toEqual(told);
  });
});
