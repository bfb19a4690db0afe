import { describe, expect, it } from 'vitest';
import type { ControllerRevision, ReplicaSet } from '../../../src/api/types.ts';
import { printTemplate } from '../../../src/cluster/controllers/template-hash/print.ts';
import { realCluster } from '../../support/real-cluster.ts';

const workload = (kind: string, name: string, spec: object, labels = { app: name }, more = {}): object => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec }, ...more },
});
const deployment = (name: string, container: object, more = {}): object =>
  workload('Deployment', name, { containers: [container], ...more });

/** Names that a real v1.36 cluster gave to the same templates. */
const replicaSets: [object, string][] = [
  [deployment('web', { name: 'nginx', image: 'nginx:1.27' }), 'web-7d876db474'],
  [deployment('mail', { name: 'nginx', image: 'nginx:1.26' }), 'mail-78bf6ccc78'],
  [deployment('web', { name: 'nginx', image: 'nginx:1.27', resources: { limits: { cpu: '900m' } } }), 'web-794449b695'],
  [
    deployment('api', {
      name: 'httpd',
      image: 'httpd:2.4.62',
      env: [{ name: 'LOG_LEVEL', value: 'debug' }],
      resources: { limits: { memory: '64Mi' }, requests: { cpu: '50m', memory: '32Mi' } },
    }),
    'api-659f48dfb7',
  ],
];

describe('the names of what is made from a template are those of a real cluster', () => {
  it.each(replicaSets)('ReplicaSet of %j', (object, name) => {
    const real = realCluster();
    real.apply(object);
    expect(real.list<ReplicaSet>('replicasets.apps').map(({ metadata }) => metadata.name)).toEqual([name]);
  });

  it('ControllerRevisions', () => {
    const real = realCluster();
    const postgres = { name: 'pg', image: 'postgres:16', ports: [{ containerPort: 5432, name: 'pg' }] };
    real.apply(
      workload('DaemonSet', 'agent', { nodeSelector: { disk: 'none' }, containers: [{ name: 'agent', image: 'busybox:1.36' }] }),
      workload('StatefulSet', 'db', { terminationGracePeriodSeconds: 5, containers: [postgres] }, undefined, { serviceName: 'db' }),
    );
    const names = real.list<ControllerRevision>('controllerrevisions.apps').map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['agent-ffc446658', 'db-7ff48ffb79']);
  });
});

describe('how a template is printed for hashing', () => {
  const printed = (container: object, spec: object = {}): string => printTemplate({ spec: { ...spec, containers: [container] } });
  const quantity = (value: number, scale: number, text: string, format: string): string =>
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`;

  it.each([
    ['0', quantity(0, 0, '0', 'DecimalSI')],
    ['2', quantity(2, 0, '2', 'DecimalSI')],
    ['250m', quantity(250, -3, '250m', 'DecimalSI')],
    ['3k', quantity(3, 3, '3k', 'DecimalSI')],
    ['5e3', quantity(5, 3, '5e3', 'DecimalExponent')],
    // Eight of a binary unit could be one of the next smaller step: such a text is written anew when it is asked for.
    ['64Mi', quantity(67108864, 0, '', 'BinarySI')],
    ['100Mi', quantity(104857600, 0, '100Mi', 'BinarySI')],
  ])('quantity %s', (text, shown) => {
    expect(printed({ resources: { limits: { memory: text } } })).toContain(`Limits:(v1.ResourceList)map[memory:${shown}]`);
  });

  it('pointers, embedded structs, lists and unset fields', () => {
    const text = printed(
      { livenessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 }, envFrom: [{ configMapRef: { name: 'c' } }] },
      { hostNetwork: true, volumes: [{ name: 'tmp', emptyDir: {} }], tolerations: [] },
    );
    expect(text).toContain(
      'LivenessProbe:(*v1.Probe){ProbeHandler:(v1.ProbeHandler){Exec:(*v1.ExecAction)<nil> HTTPGet:(*v1.HTTPGetAction){',
    );
    expect(text).toContain('Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}');
    expect(text).toContain(
      'ConfigMapRef:(*v1.ConfigMapEnvSource){LocalObjectReference:(v1.LocalObjectReference){Name:(string)c} Optional:(*bool)<nil>}',
    );
    expect(text).toContain('EmptyDir:(*v1.EmptyDirVolumeSource){Medium:(v1.StorageMedium) SizeLimit:(*resource.Quantity)<nil>}');
    expect(text).toContain(' HostNetwork:(bool)true ');
    expect(text).toContain(' Tolerations:([]v1.Toleration)<nil> ');
  });
});
