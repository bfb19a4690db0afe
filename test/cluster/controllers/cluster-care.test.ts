import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StatusError } from '../../../src/api/status.ts';
import type {
  ConfigMap,
  EndpointSlice,
  Endpoints,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  ResourceQuota,
} from '../../../src/api/types.ts';
import { realCluster, runProvisioner, type RealCluster } from '../../support/real-cluster.ts';

vi.mock('../../../src/cluster/kubelet/index.ts', async () => {
  const { endingKubelet } = await import('../../support/ending-kubelet.ts');
  return { kubelet: endingKubelet };
});

function pod(name: string, spec: object = {}, labels: Record<string, string> = { app: name }): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [{ name: 'main', image: 'nginx:1.27', ports: [{ name: 'http', containerPort: 80 }] }], ...spec },
  };
}
function deployment(name: string, replicas: number): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } },
    },
  };
}
const refusal = (action: () => unknown): StatusError => {
  try {
    action();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('was not refused');
};
const podNames = (cluster: RealCluster): string[] => cluster.list<Pod>('pods').map(({ metadata }) => metadata.name ?? '');

describe('namespaces', () => {
  it('get their service account and certificate authority, and get them back', () => {
    const cluster = realCluster();
    cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } });
    const authority = cluster.get<ConfigMap>('configmaps', 'kube-root-ca.crt', 'dev')?.data;
    expect(authority?.['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(cluster.get<ConfigMap>('configmaps', 'kube-root-ca.crt', 'default')?.data).toEqual(authority);
    cluster.remove('configmaps', 'kube-root-ca.crt', {}, 'dev');
    cluster.remove('serviceaccounts', 'default', {}, 'dev');
    expect(cluster.get('serviceaccounts', 'default', 'dev')).toBeDefined();
    cluster.patch('configmaps', 'kube-root-ca.crt', { data: { 'ca.crt': 'mine' } }, 'dev');
    expect(cluster.get<ConfigMap>('configmaps', 'kube-root-ca.crt', 'dev')?.data).toEqual(authority);
  });

  it('are emptied when they are deleted, and wait for what is held', () => {
    const cluster = realCluster();
    cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev' } });
    const inDev = (object: object): object => ({ ...object, metadata: { ...(object as { metadata: object }).metadata, namespace: 'dev' } });
    cluster.apply(
      inDev(deployment('web', 2)),
      inDev({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/hold'] } }),
    );
    cluster.advance(2);
    cluster.remove('namespaces', 'dev');
    cluster.advance(2);
    const namespace = cluster.get<Namespace>('namespaces', 'dev');
    expect(namespace?.status?.phase).toBe('Terminating');
    expect(namespace?.status?.conditions?.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`)).toEqual([
      'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
      'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
      'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
      'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
      'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
    expect(refusal(() => cluster.apply(inDev(pod('late')))).message).toContain('because it is being terminated');
    cluster.patch('configmaps', 'held', { metadata: { finalizers: null } }, 'dev');
    cluster.advance(1);
    expect(cluster.get('namespaces', 'dev')).toBeUndefined();
    expect(cluster.list('replicasets.apps', 'dev')).toEqual([]);
  });
});

describe('the garbage collector', () => {
  const owned = (name: string, owners: object[]): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ownerReferences: owners },
  });
  const reference = (cluster: RealCluster, name: string, more: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name,
    uid: cluster.get('configmaps', name)?.metadata.uid ?? 'a-uid-of-nobody',
    ...more,
  });

  it('deletes what nobody owns any longer, and keeps what another still owns', () => {
    const cluster = realCluster();
    cluster.apply(owned('a', []), owned('b', []));
    cluster.apply(
      owned('of-a', [reference(cluster, 'a')]),
      owned('of-both', [reference(cluster, 'a'), reference(cluster, 'b')]),
      owned('of-nobody', [reference(cluster, 'c')]),
    );
    cluster.remove('configmaps', 'a');
    expect(cluster.list('configmaps').map(({ metadata }) => metadata.name)).toEqual(['b', 'kube-root-ca.crt', 'of-both']);
    expect(cluster.get('configmaps', 'of-both')?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
  });

  it('deletes dependents first in the foreground', () => {
    const cluster = realCluster();
    cluster.apply(owned('a', []));
    cluster.apply({ ...owned('blocking', [reference(cluster, 'a', { blockOwnerDeletion: true })]) });
    cluster.patch('configmaps', 'blocking', { metadata: { finalizers: ['example.com/hold'] } });
    cluster.remove('configmaps', 'a', { propagationPolicy: 'Foreground' });
    expect(cluster.get('configmaps', 'a')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(cluster.get('configmaps', 'blocking')?.metadata.deletionTimestamp).toBeDefined();
    cluster.patch('configmaps', 'blocking', { metadata: { finalizers: null } });
    expect(cluster.get('configmaps', 'a')).toBeUndefined();
  });

  it('orphans when asked to', () => {
    const cluster = realCluster();
    cluster.apply(owned('a', []));
    cluster.apply(owned('of-a', [reference(cluster, 'a')]));
    cluster.remove('configmaps', 'a', { propagationPolicy: 'Orphan' });
    expect(cluster.get('configmaps', 'a')).toBeUndefined();
    expect(cluster.get('configmaps', 'of-a')?.metadata.ownerReferences).toBeUndefined();
  });
});

describe('endpoints', () => {
  const service = (spec: object): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', labels: { tier: 'x' } },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
  });
  const slices = (cluster: RealCluster): EndpointSlice[] =>
    cluster.list<EndpointSlice>('endpointslices.discovery.k8s.io', 'default', 'kubernetes.io/service-name=web');

  it('follow the pods of a service', () => {
    const cluster = realCluster();
    cluster.apply(service({}));
    expect(slices(cluster)).toMatchObject([{ addressType: 'IPv4', endpoints: [], ports: [] }]);
    cluster.apply(pod('one', {}, { app: 'web' }), pod('two', {}, { app: 'web' }));
    cluster.advance(2);
    const [slice, ...others] = slices(cluster);
    expect(others).toEqual([]);
    expect(slice?.metadata.labels).toEqual({
      tier: 'x',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    expect(slice?.ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
    expect(slice?.endpoints?.map(({ targetRef, conditions }) => [targetRef?.name, conditions])).toEqual([
      ['one', { ready: true, serving: true, terminating: false }],
      ['two', { ready: true, serving: true, terminating: false }],
    ]);
    const endpoints = cluster.get<Endpoints>('endpoints', 'web');
    expect(endpoints?.subsets?.[0]?.addresses?.map(({ targetRef }) => targetRef?.name).sort()).toEqual(['one', 'two']);
    expect(endpoints?.subsets?.[0]?.ports).toEqual([{ port: 80, protocol: 'TCP' }]);
    cluster.remove('pods', 'one');
    cluster.advance(1);
    expect(slices(cluster)[0]?.endpoints).toHaveLength(1);
    cluster.remove('services', 'web');
    expect(slices(cluster)).toEqual([]);
    expect(cluster.get('endpoints', 'web')).toBeUndefined();
  });

  it('that were written by hand are shown as slices too', () => {
    const cluster = realCluster();
    cluster.apply({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } });
    expect(slices(cluster)).toEqual([]);
    const subsets = [{ addresses: [{ ip: '192.0.2.7' }], notReadyAddresses: [{ ip: '192.0.2.8' }], ports: [{ port: 8080 }] }];
    cluster.apply({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' }, subsets });
    expect(
      slices(cluster).map(({ endpoints, ports }) => [
        endpoints?.map(({ addresses, conditions }) => [addresses[0], conditions?.ready]),
        ports?.[0]?.port,
      ]),
    ).toEqual([
      [
        [
          ['192.0.2.7', true],
          ['192.0.2.8', false],
        ],
        8080,
      ],
    ]);
    cluster.remove('endpoints', 'web');
    expect(slices(cluster)).toEqual([]);
  });

  it('take at most 100 to a slice', () => {
    const cluster = realCluster();
    cluster.apply(service({ ports: [{ port: 80 }] }), { ...deployment('web', 250) });
    for (let i = 0; i < 3; i += 1)
      cluster.patch('nodes', ['kubesim-worker', 'kubesim-worker2', 'kubesim-control-plane'][i]!, { spec: { taints: null } });
    cluster.advance(5);
    expect(
      slices(cluster)
        .map(({ endpoints }) => endpoints?.length)
        .sort(),
    ).toEqual([100, 100, 50]);
  });
});

describe('nodes', () => {
  const taints = (cluster: RealCluster): string[] =>
    (cluster.get<Node>('nodes', 'kubesim-worker')?.spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);

  it('are tainted while they are unschedulable', () => {
    const cluster = realCluster();
    cluster.patch('nodes', 'kubesim-worker', { spec: { unschedulable: true } });
    expect(taints(cluster)).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
    cluster.patch('nodes', 'kubesim-worker', { spec: { unschedulable: null } });
    expect(taints(cluster)).toEqual([]);
  });

  it('evict what does not tolerate them, now, later or never', () => {
    const cluster = realCluster();
    const outage = { key: 'outage', operator: 'Exists', effect: 'NoExecute' };
    const nodeName = 'kubesim-worker';
    cluster.apply(
      pod('fragile', { nodeName }),
      pod('patient', { nodeName, tolerations: [{ ...outage, tolerationSeconds: 5 }] }),
      pod('steadfast', { nodeName, tolerations: [outage] }),
    );
    cluster.advance(2);
    cluster.patch('nodes', nodeName, { spec: { taints: [{ key: 'outage', value: 'true', effect: 'NoExecute' }] } });
    expect(podNames(cluster)).toEqual(['patient', 'steadfast']);
    expect(cluster.events('fragile').at(-1)).toBe('Normal TaintManagerEviction Marking for deletion Pod default/fragile');
    cluster.advance(4);
    expect(podNames(cluster)).toEqual(['patient', 'steadfast']);
    cluster.advance(2);
    expect(podNames(cluster)).toEqual(['steadfast']);
  });

  it('let a pod stay when the taint goes in time', () => {
    const cluster = realCluster();
    cluster.apply(
      pod('patient', { nodeName: 'kubesim-worker', tolerations: [{ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }] }),
    );
    cluster.patch('nodes', 'kubesim-worker', { spec: { taints: [{ key: 'outage', effect: 'NoExecute' }] } });
    cluster.advance(30);
    cluster.patch('nodes', 'kubesim-worker', { spec: { taints: null } });
    cluster.advance(120);
    expect(podNames(cluster)).toEqual(['patient']);
    expect(cluster.events('patient').at(-1)).toBe('Normal TaintManagerEviction Cancelling deletion of Pod default/patient');
  });

  it('leave no pods behind when they are deleted', () => {
    const cluster = realCluster();
    cluster.apply(pod('bare', { nodeName: 'kubesim-worker' }));
    cluster.advance(2);
    cluster.remove('nodes', 'kubesim-worker');
    cluster.advance(30);
    expect(podNames(cluster)).toEqual(['bare']);
    cluster.advance(20);
    expect(podNames(cluster)).toEqual([]);
  });
});

describe('nodes that somebody makes or deletes by hand', () => {
  const node = (): Node => cluster.get<Node>('nodes', 'ghost')!;
  let cluster: RealCluster;
  beforeEach(() => {
    cluster = realCluster();
    cluster.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost', labels: { 'kubernetes.io/os': 'linux' } } });
  });

  it('are given what every node has', () => {
    expect(node().metadata.annotations).toEqual({ 'node.alpha.kubernetes.io/ttl': '0' });
    expect(node().metadata.labels).toEqual({ 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux' });
    expect(node().spec).toEqual({ podCIDR: '10.244.3.0/24', podCIDRs: ['10.244.3.0/24'] });
  });

  it('are unreachable when nobody has told of them for a minute', () => {
    cluster.advance(59);
    expect(node().status?.conditions).toBeUndefined();
    cluster.advance(2);
    expect(node().status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`)).toEqual(
      ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => `${type}=Unknown NodeStatusNeverUpdated`),
    );
    expect(node().spec?.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
  });

  it('are told of when they come and when they go', () => {
    cluster.remove('nodes', 'ghost');
    cluster.advance(1);
    expect(cluster.events('ghost')).toEqual([
      'Normal RegisteredNode Node ghost event: Registered Node ghost in Controller',
      'Normal RemovingNode Node ghost event: Removing Node ghost from Controller',
    ]);
  });
});

describe('disruption budgets', () => {
  const budget = (spec: object): object => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'db' },
    spec: { selector: { matchLabels: { app: 'db' } }, ...spec },
  });
  const evict = (cluster: RealCluster, name: string, more: object = {}): unknown =>
    cluster.post('pods', name, 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, ...more });
  const status = (cluster: RealCluster): PodDisruptionBudget['status'] =>
    cluster.get<PodDisruptionBudget>('poddisruptionbudgets.policy', 'db')?.status;

  it('decide on evictions', () => {
    const cluster = realCluster();
    cluster.apply(deployment('db', 2), budget({ minAvailable: 2 }));
    cluster.advance(2);
    expect(status(cluster)).toMatchObject({
      currentHealthy: 2,
      desiredHealthy: 2,
      expectedPods: 2,
      disruptionsAllowed: 0,
      observedGeneration: 1,
    });
    const [first = ''] = podNames(cluster);
    const refused = refusal(() => evict(cluster, first));
    expect(refused.code).toBe(429);
    expect(refused.message).toBe("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(refused.status.details?.causes).toEqual([
      { reason: 'DisruptionBudget', message: 'The disruption budget db needs 2 healthy pods and has 2 currently' },
    ]);
    cluster.patch('poddisruptionbudgets.policy', 'db', { spec: { minAvailable: 1 } });
    expect(status(cluster)?.disruptionsAllowed).toBe(1);
    evict(cluster, first, { deleteOptions: { dryRun: ['All'] } });
    expect(podNames(cluster)).toContain(first);
    evict(cluster, first);
    expect(podNames(cluster)).not.toContain(first);
    expect(status(cluster)).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0 });
    cluster.advance(2);
    expect(status(cluster)).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
    expect(refusal(() => evict(cluster, 'nobody')).code).toBe(404);
  });

  it('take shares of what the controllers want', () => {
    const cluster = realCluster();
    cluster.apply(deployment('db', 5), budget({ maxUnavailable: '30%' }));
    cluster.advance(2);
    expect(status(cluster)).toMatchObject({ expectedPods: 5, desiredHealthy: 3, currentHealthy: 5, disruptionsAllowed: 2 });
    cluster.patch('deployments.apps', 'db', { spec: { replicas: 10 } });
    cluster.advance(2);
    expect(status(cluster)).toMatchObject({ expectedPods: 10, desiredHealthy: 7, disruptionsAllowed: 3 });
  });

  it('tell when there are no pods, or some whose number nobody wants', () => {
    const cluster = realCluster();
    cluster.apply(budget({ maxUnavailable: 1 }));
    expect(cluster.events('db')).toEqual(['Normal NoPods No matching pods found']);
    cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'solo', labels: { app: 'db' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
    });
    cluster.advance(2);
    expect(cluster.events('db')[1]).toBe(
      'Warning UnmanagedPods Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: db,},' +
        'MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated ' +
        'correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
    );
    cluster.remove('pods', 'solo');
    cluster.advance(2);
    expect(cluster.events('db').map((text) => text.split(' ')[1] ?? '')).toEqual(['UnmanagedPods', 'NoPods']);
  });
});

describe('volumes', () => {
  const volume = (name: string, storage: string, more: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'manual',
      hostPath: { path: `/mnt/${name}` },
      ...more,
    },
  });
  const claim = (name: string, storage: string, more: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage } }, ...more },
  });
  const phase = (cluster: RealCluster, name: string): string | undefined =>
    cluster.get<PersistentVolumeClaim>('persistentvolumeclaims', name)?.status?.phase;
  const volumePhase = (cluster: RealCluster, name: string): string | undefined =>
    cluster.get<PersistentVolume>('persistentvolumes', name)?.status?.phase;

  it('are bound, the smallest that fits, and released', () => {
    const cluster = realCluster();
    cluster.apply(volume('small', '1Gi'), volume('large', '10Gi'), claim('data', '500Mi'), claim('toolate', '20Gi'));
    expect(cluster.get<PersistentVolumeClaim>('persistentvolumeclaims', 'data')).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { volumeName: 'small' },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    expect([volumePhase(cluster, 'small'), volumePhase(cluster, 'large')]).toEqual(['Bound', 'Available']);
    expect(cluster.events('toolate')).toEqual(['Warning ProvisioningFailed storageclass.storage.k8s.io "manual" not found']);
    cluster.remove('persistentvolumeclaims', 'data');
    expect(volumePhase(cluster, 'small')).toBe('Released');
    cluster.patch('persistentvolumes', 'small', { spec: { claimRef: null } });
    expect(volumePhase(cluster, 'small')).toBe('Available');
  });

  it('wait for the pod that uses them', () => {
    const cluster = realCluster();
    cluster.apply(
      volume('disk', '1Gi'),
      claim('data', '1Gi'),
      pod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }),
    );
    cluster.advance(20);
    expect(cluster.get<Pod>('pods', 'user')?.status?.phase).toBe('Running');
    cluster.remove('persistentvolumeclaims', 'data');
    cluster.remove('persistentvolumes', 'disk');
    expect(cluster.get<PersistentVolumeClaim>('persistentvolumeclaims', 'data')?.metadata.deletionTimestamp).toBeDefined();
    cluster.remove('pods', 'user');
    expect(cluster.get('persistentvolumeclaims', 'data')).toBeUndefined();
    expect(cluster.get('persistentvolumes', 'disk')).toBeUndefined();
  });

  it('say why they do not bind', () => {
    const cluster = realCluster();
    cluster.apply(
      volume('three', '5Gi'),
      claim('named', '1Gi', { volumeName: 'three' }),
      claim('taken', '1Gi', { volumeName: 'three' }),
      claim('ghost', '1Gi', { volumeName: 'nine' }),
    );
    cluster.apply(claim('classless', '1Gi', { storageClassName: '' }), claim('waiting', '1Gi', { storageClassName: 'standard' }));
    expect(['named', 'taken', 'ghost', 'classless', 'waiting'].map((name) => phase(cluster, name))).toEqual([
      'Bound',
      'Pending',
      'Pending',
      'Pending',
      'Pending',
    ]);
    expect(cluster.events('taken')).toEqual(['Warning FailedBinding volume "three" already bound to a different claim.']);
    expect(cluster.events('ghost')).toEqual([]);
    expect(cluster.events('classless')).toEqual([
      'Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
    ]);
    expect(cluster.events('waiting')).toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding']);
  });

  const user = pod('user', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });

  it('are provisioned for their first consumer when the provisioner runs', () => {
    const cluster = realCluster();
    cluster.apply(claim('data', '1Gi', { storageClassName: 'standard' }), user);
    cluster.advance(15);
    expect(phase(cluster, 'data')).toBe('Pending');
    expect(cluster.get<Pod>('pods', 'user')?.status?.nominatedNodeName).toMatch(/^kubesim-worker/);
    expect(cluster.events('data').map((text) => text.split(' ')[1])).toEqual(['WaitForFirstConsumer', 'ExternalProvisioning']);
    runProvisioner(cluster);
    cluster.advance(15);
    expect(phase(cluster, 'data')).toBe('Bound');
    const [made] = cluster.list<PersistentVolume>('persistentvolumes');
    expect(made?.metadata.name).toBe(`pvc-${cluster.get('persistentvolumeclaims', 'data')?.metadata.uid}`);
    expect(cluster.get<Pod>('pods', 'user')?.status).toMatchObject({ phase: 'Running' });
    expect(cluster.get<Pod>('pods', 'user')?.status).not.toHaveProperty('nominatedNodeName');
    cluster.remove('pods', 'user');
    cluster.remove('persistentvolumeclaims', 'data');
    cluster.advance(2);
    expect(cluster.list('persistentvolumes')).toEqual([]);
  });

  it.each([
    ['kubernetes.io/no-provisioner', 'Warning ProvisioningFailed no volume plugin matched name: kubernetes.io/no-provisioner'],
    [
      'kubernetes.io/aws-ebs',
      "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' ",
    ],
    [
      'example.com/disks',
      "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'example.com/disks' ",
    ],
  ])('that nobody makes: %s', (provisioner, event) => {
    const cluster = realCluster();
    cluster.apply(
      { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner },
      claim('data', '1Gi', { storageClassName: 'fast' }),
    );
    expect(cluster.events('data')).toEqual([expect.stringContaining(event)]);
  });

  it('wait for a consumer, then for it to be placed', () => {
    const cluster = realCluster();
    const local = { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' };
    cluster.apply(
      { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'local' }, ...local },
      claim('data', '1Gi', { storageClassName: 'local' }),
      user,
    );
    expect(cluster.events('data')).toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding']);
    cluster.advance(16);
    expect(cluster.events('data')[1]).toBe('Normal WaitForPodScheduled waiting for pod user to be scheduled');
  });

  it.each([
    ['/tmp/disk', undefined],
    ['/mnt/disk', 'host_path deleter only supports /tmp/.+ but received provided /mnt/disk'],
  ])('are deleted with their claims where that can be done: %s', (path, failure) => {
    const cluster = realCluster();
    cluster.apply(volume('disk', '1Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path } }), claim('data', '1Gi'));
    cluster.remove('persistentvolumeclaims', 'data');
    cluster.advance(1);
    const left = cluster.get<PersistentVolume>('persistentvolumes', 'disk');
    expect(left?.status?.message).toBe(failure);
    expect(left?.status?.phase).toBe(failure && 'Failed');
    if (failure) expect(cluster.events('disk')).toEqual([`Warning VolumeFailedDelete ${failure}`]);
  });
});

it('quotas count what a namespace uses', () => {
  const cluster = realCluster();
  cluster.apply({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q' },
    spec: { hard: { cpu: '1', memory: '1Gi', pods: '3', configmaps: '3', 'count/deployments.apps': '2', 'limits.cpu': '4' } },
  });
  const used = (): unknown => cluster.get<ResourceQuota>('resourcequotas', 'q')?.status?.used;
  expect(used()).toEqual({ cpu: '0', memory: '0', pods: '0', configmaps: '1', 'count/deployments.apps': '0', 'limits.cpu': '0' });
  const resources = { requests: { cpu: '400m', memory: '256Mi' }, limits: { cpu: '1' } };
  cluster.apply(...['a', 'b'].map((name) => pod(name, { containers: [{ name: 'main', image: 'nginx:1.27', resources }] })));
  expect(used()).toEqual({ cpu: '800m', memory: '512Mi', pods: '2', configmaps: '1', 'count/deployments.apps': '0', 'limits.cpu': '2' });
  cluster.remove('pods', 'a', { gracePeriodSeconds: 0 });
  expect(used()).toMatchObject({ cpu: '400m', pods: '1' });
});

describe('autoscalers without metrics', () => {
  const autoscaler = (name: string, minReplicas: number, maxReplicas: number): object => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas,
      maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
    },
  });
  const conditions = (cluster: RealCluster, name: string): string[] =>
    (
      (cluster.get('horizontalpodautoscalers.autoscaling', name)?.['status'].conditions ?? []) as {
        type: string;
        status: string;
        reason: string;
      }[]
    ).map(({ type, status, reason }) => `${type}=${status} ${reason}`);

  it.each([
    ['apps/v1', 'Deployment', 'deployments/scale.apps "gone" not found'],
    ['apps/v1', 'StatefulSet', 'statefulsets.apps "gone" not found'],
    ['apps/v1', 'DaemonSet', 'the server could not find the requested resource'],
    ['apps/v1', 'Gadget', 'no matches for kind "Gadget" in group "apps"'],
  ])('say what is wrong with their target: %s %s', (apiVersion, kind, why) => {
    const cluster = realCluster();
    const autoscaler = { scaleTargetRef: { apiVersion, kind, name: 'gone' }, maxReplicas: 3 };
    cluster.apply({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: autoscaler });
    cluster.advance(16);
    expect(cluster.events('web')).toEqual([`Warning FailedGetScale ${why}`]);
  });

  it('say after a while that there are none', () => {
    const cluster = realCluster();
    cluster.apply(deployment('web', 2), autoscaler('web', 2, 5));
    cluster.advance(14);
    expect(conditions(cluster, 'web')).toEqual([]);
    cluster.advance(2);
    expect(conditions(cluster, 'web')).toEqual(['AbleToScale=True SucceededGetScale', 'ScalingActive=False FailedGetResourceMetric']);
    expect(cluster.get('horizontalpodautoscalers.autoscaling', 'web')?.['status']).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 0,
    });
  });

  it('keep their targets within bounds all the same', () => {
    const cluster = realCluster();
    cluster.apply(deployment('web', 1), autoscaler('web', 2, 5));
    cluster.advance(20);
    expect(cluster.list('pods')).toHaveLength(2);
    cluster.patch('deployments.apps', 'web', { spec: { replicas: 9 } });
    cluster.advance(20);
    expect(cluster.list('pods')).toHaveLength(5);
    expect(cluster.events('web').filter((text) => text.includes('Rescale'))).toEqual([
      'Normal SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas',
      'Normal SuccessfulRescale New size: 5; reason: Current number of replicas above Spec.MaxReplicas',
    ]);
  });

  it('miss targets that are not there', () => {
    const cluster = realCluster();
    cluster.apply(autoscaler('ghost', 1, 3));
    cluster.advance(20);
    expect(conditions(cluster, 'ghost')).toEqual(['AbleToScale=False FailedGetScale']);
  });
});
