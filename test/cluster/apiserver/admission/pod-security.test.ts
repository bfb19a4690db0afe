import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import type { Subject } from '../../../../src/cluster/apiserver/admission/pod-security/check.ts';
import { detailText, violations } from '../../../../src/cluster/apiserver/admission/pod-security/evaluate.ts';
import type { Level } from '../../../../src/cluster/apiserver/admission/pod-security/policy.ts';
import { realCluster, type RealCluster } from '../../../support/real-cluster.ts';

/** A pod with one container, or several, that is fine at every level but for what is given. */
function subject(container: object | object[], pod: object = {}, annotations: Record<string, string> = {}): Subject {
  const containers = [container].flat().map((each, i) => ({ name: String.fromCharCode(97 + i), ...each }));
  return { annotations, spec: { containers, ...pod } as never };
}

const fine = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const secured = (more: object): object => ({ securityContext: { ...fine, ...more } });

test.each<[string, Level, number, Subject, string]>([
  ['nothing', 'restricted', Infinity, subject(secured({})), ''],
  ['privileged asks nothing', 'privileged', Infinity, subject(secured({ privileged: true })), ''],
  [
    'AppArmor in the field',
    'baseline',
    Infinity,
    subject([secured({ appArmorProfile: { type: 'Unconfined' } })], { securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    'forbidden AppArmor profile (pod and container "a" must not set AppArmor profile type to "Unconfined")',
  ],
  [
    'AppArmor in annotations',
    'baseline',
    Infinity,
    subject({}, {}, { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined', other: 'unconfined' }),
    'forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
  ],
  [
    'capabilities of two containers',
    'baseline',
    Infinity,
    subject([secured({ capabilities: { add: ['SYS_TIME', 'CHOWN'] } }), secured({ capabilities: { add: ['NET_RAW'] } })]),
    'non-default capabilities (containers "a", "b" must not include "NET_RAW", "SYS_TIME" in securityContext.capabilities.add)',
  ],
  [
    'host namespaces',
    'baseline',
    Infinity,
    subject({}, { hostIPC: true, hostNetwork: true }),
    'host namespaces (hostNetwork=true, hostIPC=true)',
  ],
  [
    'ports of the host',
    'baseline',
    Infinity,
    subject([{ ports: [{ hostPort: 90 }, { hostPort: 8080 }] }, { ports: [{ hostPort: 90 }, {}] }]),
    'hostPort (containers "a", "b" use hostPorts 8080, 90)',
  ],
  [
    'probes elsewhere',
    'baseline',
    Infinity,
    subject({ livenessProbe: { httpGet: { host: '10.0.0.1' } }, lifecycle: { preStop: { tcpSocket: { host: 'db' } } } }),
    'probe or lifecycle host (container "a" uses probe or lifecycle hosts "10.0.0.1", "db")',
  ],
  ['probes elsewhere, before that was looked at', 'baseline', 33, subject({ livenessProbe: { httpGet: { host: '10.0.0.1' } } }), ''],
  [
    'the proc mount',
    'baseline',
    Infinity,
    subject(secured({ procMount: 'Unmasked' })),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'the proc mount of a pod with users of its own',
    'baseline',
    Infinity,
    subject(secured({ procMount: 'Unmasked' }), { hostUsers: false }),
    '',
  ],
  [
    'the same before 1.35',
    'baseline',
    34,
    subject(secured({ procMount: 'Unmasked' }), { hostUsers: false }),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'the same under restricted',
    'restricted',
    Infinity,
    subject(secured({ procMount: 'Unmasked' }), { hostUsers: false }),
    'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    'SELinux',
    'baseline',
    Infinity,
    subject(secured({ seLinuxOptions: { type: 'spc_t' } }), { securityContext: { seLinuxOptions: { user: 'u', role: 'r' } } }),
    'seLinuxOptions (pod and container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
  ],
  ['a type for engines', 'baseline', Infinity, subject(secured({ seLinuxOptions: { type: 'container_engine_t' } })), ''],
  [
    'a type for engines before 1.31',
    'baseline',
    30,
    subject(secured({ seLinuxOptions: { type: 'container_engine_t' } })),
    'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
  ],
  [
    'seccomp annotations of old',
    'baseline',
    18,
    subject({}, {}, { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' }),
    'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")',
  ],
  [
    'sysctls, in their order',
    'baseline',
    Infinity,
    subject(
      {},
      { securityContext: { sysctls: [{ name: 'net.core.somaxconn' }, { name: 'net.ipv4.tcp_rmem' }, { name: 'kernel.msgmax' }] } },
    ),
    'forbidden sysctls (net.core.somaxconn, kernel.msgmax)',
  ],
  [
    'a sysctl before it was safe',
    'baseline',
    31,
    subject({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }),
    'forbidden sysctls (net.ipv4.tcp_rmem)',
  ],
  [
    'processes of the host',
    'baseline',
    Infinity,
    subject(secured({ windowsOptions: { hostProcess: true } })),
    'hostProcess (container "a" must not set securityContext.windowsOptions.hostProcess=true)',
  ],
  [
    'what restricted is stricter about is told once',
    'restricted',
    Infinity,
    subject(secured({ capabilities: { add: ['SYS_TIME'] }, seccompProfile: { type: 'Unconfined' } }), {
      volumes: [
        { name: 'h', hostPath: { path: '/' } },
        { name: 'n', nfs: {} },
        { name: 'e', emptyDir: {} },
        { name: 'i', image: {} },
      ],
    }),
    [
      'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "SYS_TIME" in securityContext.capabilities.add)',
      'restricted volume types (volumes "h", "n" use restricted volume types "hostPath", "nfs")',
      'seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
    ].join(', '),
  ],
  [
    'root by name',
    'restricted',
    Infinity,
    subject([secured({ runAsNonRoot: false }), secured({ runAsUser: 0 })], { securityContext: { runAsNonRoot: false, runAsUser: 0 } }),
    'runAsNonRoot != true (pod and container "a" must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod and container "b" must not set runAsUser=0)',
  ],
  [
    'root of a user namespace of its own',
    'restricted',
    Infinity,
    subject(secured({ runAsUser: 0, runAsNonRoot: false }), { hostUsers: false }),
    '',
  ],
  ['a pod for Windows', 'restricted', Infinity, subject({ securityContext: { runAsNonRoot: true } }, { os: { name: 'windows' } }), ''],
  [
    'init and ephemeral containers too',
    'restricted',
    Infinity,
    subject(secured({}), { initContainers: [{ name: 'i' }], ephemeralContainers: [{ name: 'e' }], securityContext: fine }),
    'allowPrivilegeEscalation != false (containers "i", "e" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers "i", "e" must set securityContext.capabilities.drop=["ALL"])',
  ],
])('%s', (_, level, version, pod, text) => expect(detailText(violations({ level, version }, pod))).toBe(text));

const LABEL = 'pod-security.kubernetes.io/';

function create(real: RealCluster, resource: string, group: string, body: object): readonly string[] {
  return real.cluster.handle({ group, version: 'v1', resource, namespace: 'n', verb: 'create', body }).warnings;
}

function namespaced(labels: Record<string, string>): RealCluster {
  const real = realCluster();
  real.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels } });
  return real;
}

const pod = (name: string, more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...more },
});

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { hostPID: true, containers: [{ name: 'c', image: 'nginx' }] } },
  },
};

test('a workload is let in, with a warning of what its pods will meet', () => {
  const real = namespaced({ [`${LABEL}enforce`]: 'baseline' });
  expect(create(real, 'deployments', 'apps', deployment)).toEqual([
    'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)',
  ]);
});

test('a namespace that only warns lets pods in', () => {
  const real = namespaced({ [`${LABEL}warn`]: 'baseline', [`${LABEL}warn-version`]: 'v1.30' });
  expect(create(real, 'pods', '', pod('p', { hostPID: true }))).toEqual([
    'would violate PodSecurity "baseline:v1.30": host namespaces (hostPID=true)',
  ]);
});

test('a namespace that becomes stricter names the pods that would not pass', () => {
  const real = namespaced({});
  for (const name of ['b', 'a']) create(real, 'pods', '', pod(name, { hostPID: true }));
  create(
    real,
    'pods',
    '',
    pod('c', { hostIPC: true, containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80, hostPort: 80 }] }] }),
  );
  const label = (level: string): readonly string[] =>
    real.cluster.handle({
      group: '',
      version: 'v1',
      resource: 'namespaces',
      name: 'n',
      verb: 'patch',
      patchType: 'merge',
      body: { metadata: { labels: { [`${LABEL}enforce`]: level } } },
    }).warnings;
  expect(label('baseline')).toEqual([
    'existing pods in namespace "n" violate the new PodSecurity enforce level "baseline:latest"',
    'a (and 1 other pod): host namespaces',
    'c: host namespaces, hostPort',
  ]);
  expect(label('privileged')).toEqual([]);
});

test('pods that are there may change what is not about security, and nothing else', () => {
  const real = namespaced({});
  create(real, 'pods', '', pod('p', { hostPID: true }));
  real.patch('namespaces', 'n', { metadata: { labels: { [`${LABEL}enforce`]: 'baseline' } } });
  real.patch('pods', 'p', { metadata: { labels: { a: 'b' } } }, 'n');
  const image = { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } };
  expect(() => real.patch('pods', 'p', image, 'n')).toThrow(
    'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostPID=true)',
  );
  expect(real.get<KubeObject>('pods', 'p', 'n')!['spec'].containers[0].image).toBe('nginx');
});

test('an ephemeral container is judged like any other', () => {
  const real = namespaced({ [`${LABEL}enforce`]: 'baseline' });
  create(real, 'pods', '', pod('p'));
  const body = { spec: { ephemeralContainers: [{ name: 'e', image: 'busybox', securityContext: { privileged: true } }] } };
  const debug = (): unknown =>
    real.cluster.handle({
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace: 'n',
      name: 'p',
      subresource: 'ephemeralcontainers',
      verb: 'patch',
      patchType: 'strategic',
      body,
    });
  expect(debug).toThrow('privileged (container "e" must not set securityContext.privileged=true)');
});

test('labels that make no sense are refused', () => {
  expect(() => namespaced({ [`${LABEL}warn`]: 'none', [`${LABEL}audit-version`]: '1.2' })).toThrow(
    'Namespace "n" is invalid: [metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "1.2": must be "latest" or "v1.x", metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "none": must be one of privileged, baseline, restricted]',
  );
});
