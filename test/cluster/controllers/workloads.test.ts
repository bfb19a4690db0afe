import { describe, expect, it, vi } from 'vitest';
import type { ControllerRevision, DaemonSet, Deployment, Pod, ReplicaSet, StatefulSet } from '../../../src/api/types.ts';
import { realCluster, runProvisioner, type RealCluster } from '../../support/real-cluster.ts';

vi.mock('../../../src/cluster/kubelet/index.ts', async () => {
  const { endingKubelet } = await import('../../support/ending-kubelet.ts');
  return { kubelet: endingKubelet };
});

function workload(kind: string, name: string, spec: object = {}, image = 'nginx:1.27'): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
      ...spec,
    },
  };
}
const image = (to: string): object => ({ spec: { template: { spec: { containers: [{ name: 'main', image: to }] } } } });
const podNames = (cluster: RealCluster): string[] => cluster.list<Pod>('pods').map(({ metadata }) => metadata.name ?? '');
const images = (cluster: RealCluster): string[] => cluster.list<Pod>('pods').map(({ spec }) => spec?.containers[0]?.image ?? '');

describe('Deployments on the real API', () => {
  it('roll out, back, and keep generations and annotations in step', () => {
    const cluster = realCluster();
    cluster.apply(workload('Deployment', 'web', { replicas: 3 }));
    cluster.advance(3);
    cluster.patch('deployments.apps', 'web', image('nginx:1.28'));
    cluster.advance(10);
    cluster.patch('deployments.apps', 'web', image('nginx:1.27'));
    cluster.advance(10);
    const deployment = cluster.get<Deployment>('deployments.apps', 'web')!;
    expect(deployment.status).toMatchObject({
      observedGeneration: 3,
      replicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    expect(deployment.metadata).toMatchObject({ generation: 3, annotations: { 'deployment.kubernetes.io/revision': '3' } });
    const sets = cluster.list<ReplicaSet>('replicasets.apps');
    expect(sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual(['2', '3']);
    const old = sets.find(({ spec }) => spec?.replicas === 0);
    expect(old?.status).toEqual({ observedGeneration: old?.metadata.generation, replicas: 0, terminatingReplicas: 0 });
    expect(new Set(images(cluster))).toEqual(new Set(['nginx:1.27']));
  });

  it('leave their pods behind, or not, when they are deleted', () => {
    for (const [propagationPolicy, sets, pods] of [
      ['Orphan', 1, 2],
      ['Background', 0, 0],
      ['Foreground', 0, 0],
    ] as const) {
      const cluster = realCluster();
      cluster.apply(workload('Deployment', 'web', { replicas: 2 }));
      cluster.advance(2);
      cluster.remove('deployments.apps', 'web', { propagationPolicy });
      cluster.advance(2);
      expect(cluster.list('deployments.apps'), propagationPolicy).toEqual([]);
      expect(cluster.list('replicasets.apps'), propagationPolicy).toHaveLength(sets);
      expect(cluster.list('pods'), propagationPolicy).toHaveLength(pods);
    }
  });

  it('adopt what fits them again', () => {
    const cluster = realCluster();
    cluster.apply(workload('Deployment', 'web', { replicas: 2 }));
    cluster.advance(2);
    const before = podNames(cluster);
    cluster.remove('deployments.apps', 'web', { propagationPolicy: 'Orphan' });
    cluster.apply(workload('Deployment', 'web', { replicas: 2 }));
    cluster.advance(2);
    expect(podNames(cluster)).toEqual(before);
    expect(cluster.list('replicasets.apps')).toHaveLength(1);
  });
});

describe('ReplicaSets', () => {
  it('adopt bare pods and release relabelled ones', () => {
    const cluster = realCluster();
    const pod = (name: string): object => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app: 'front' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1.25' }] },
    });
    cluster.apply(pod('early'), pod('late'));
    cluster.advance(2);
    cluster.apply(workload('ReplicaSet', 'front', { replicas: 3 }));
    cluster.advance(2);
    expect(cluster.get<ReplicaSet>('replicasets.apps', 'front')?.status).toMatchObject({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
    });
    expect(images(cluster).sort()).toEqual(['nginx:1.25', 'nginx:1.25', 'nginx:1.27']);
    cluster.patch('pods', 'early', { metadata: { labels: { app: null } } });
    cluster.advance(2);
    expect(cluster.get<Pod>('pods', 'early')?.metadata.ownerReferences).toBeUndefined();
    expect(cluster.list('pods')).toHaveLength(4);
  });

  it('are filled up again at once', () => {
    const cluster = realCluster();
    cluster.apply(workload('ReplicaSet', 'front', { replicas: 3 }));
    cluster.advance(2);
    cluster.remove('pods', podNames(cluster)[0]!);
    expect(cluster.list('pods')).toHaveLength(3);
    expect(cluster.get<ReplicaSet>('replicasets.apps', 'front')?.status).toMatchObject({ replicas: 3, readyReplicas: 2 });
  });
});

describe('DaemonSets', () => {
  it('go where taints and selectors let them', () => {
    const cluster = realCluster();
    cluster.apply(workload('DaemonSet', 'probe'));
    cluster.advance(2);
    expect(
      cluster
        .list<Pod>('pods')
        .map(({ spec }) => spec?.nodeName)
        .sort(),
    ).toEqual(['kubesim-worker', 'kubesim-worker2']);
    expect(cluster.get<DaemonSet>('daemonsets.apps', 'probe')?.status).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 2,
      numberMisscheduled: 0,
      numberReady: 2,
      numberAvailable: 2,
      observedGeneration: 1,
      updatedNumberScheduled: 2,
    });
    const [pod] = cluster.list<Pod>('pods');
    expect(pod?.metadata.labels).toMatchObject({
      app: 'probe',
      'pod-template-generation': '1',
      'controller-revision-hash': expect.stringMatching(/^\w+$/) as string,
    });
    expect(pod?.spec?.tolerations?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/not-ready:NoExecute',
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/memory-pressure:NoSchedule',
      'node.kubernetes.io/pid-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ]);
    cluster.patch('daemonsets.apps', 'probe', { spec: { template: { spec: { nodeSelector: { logs: 'on' } } } } });
    cluster.advance(3);
    expect(cluster.list('pods')).toEqual([]);
    cluster.patch('nodes', 'kubesim-worker', { metadata: { labels: { logs: 'on' } } });
    cluster.patch('nodes', 'kubesim-worker', { spec: { unschedulable: true } });
    cluster.advance(2);
    expect(cluster.list<Pod>('pods').map(({ spec }) => spec?.nodeName)).toEqual(['kubesim-worker']);
  });

  it('update node by node, stop at what does not start, and are taken back', () => {
    const cluster = realCluster();
    cluster.apply(workload('DaemonSet', 'proxy', {}, 'haproxy:2.9'));
    cluster.advance(2);
    cluster.patch('daemonsets.apps', 'proxy', image('haproxy:3.0'));
    cluster.advance(5);
    expect(images(cluster)).toEqual(['haproxy:3.0', 'haproxy:3.0']);
    cluster.patch('daemonsets.apps', 'proxy', image('haproxy:broken'));
    cluster.advance(5);
    expect(images(cluster).sort()).toEqual(['haproxy:3.0', 'haproxy:broken']);
    expect(cluster.get<DaemonSet>('daemonsets.apps', 'proxy')?.status).toMatchObject({
      numberReady: 1,
      updatedNumberScheduled: 1,
      numberUnavailable: 1,
    });
    cluster.patch('daemonsets.apps', 'proxy', image('haproxy:3.0'));
    cluster.advance(5);
    expect(images(cluster)).toEqual(['haproxy:3.0', 'haproxy:3.0']);
    const revisions = cluster.list<ControllerRevision>('controllerrevisions.apps').map(({ revision }) => revision);
    expect(revisions.sort()).toEqual([1, 3, 4]);
  });

  it('surge where they are asked to, and wait for OnDelete', () => {
    const cluster = realCluster();
    cluster.apply(
      workload('DaemonSet', 'edge', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } } }),
    );
    cluster.advance(2);
    cluster.patch('daemonsets.apps', 'edge', image('nginx:broken'));
    cluster.advance(4);
    expect(images(cluster).sort()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:broken']);
    expect(cluster.get<DaemonSet>('daemonsets.apps', 'edge')?.status).not.toHaveProperty('updatedNumberScheduled');
    cluster.patch('daemonsets.apps', 'edge', image('nginx:1.28'));
    cluster.advance(6);
    expect(images(cluster)).toEqual(['nginx:1.28', 'nginx:1.28']);
    cluster.patch('daemonsets.apps', 'edge', { spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: null } } });
    cluster.patch('daemonsets.apps', 'edge', image('nginx:1.29'));
    cluster.advance(4);
    expect(images(cluster)).toEqual(['nginx:1.28', 'nginx:1.28']);
    cluster.remove('pods', podNames(cluster)[0]!);
    cluster.advance(2);
    expect(images(cluster).sort()).toEqual(['nginx:1.28', 'nginx:1.29']);
  });
});

describe('StatefulSets', () => {
  const claims = {
    volumeClaimTemplates: [
      { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    ],
  };

  it('create, scale and update in order', () => {
    const cluster = realCluster();
    cluster.apply(workload('StatefulSet', 'db', { serviceName: 'db', replicas: 3 }, 'postgres:16'));
    expect(podNames(cluster)).toEqual(['db-0']);
    cluster.advance(1.2);
    expect(podNames(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
    cluster.advance(2);
    const revision = cluster.get<StatefulSet>('statefulsets.apps', 'db')?.status?.currentRevision;
    expect(cluster.get<StatefulSet>('statefulsets.apps', 'db')?.status).toEqual({
      availableReplicas: 3,
      collisionCount: 0,
      currentReplicas: 3,
      currentRevision: revision,
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      updateRevision: revision,
      updatedReplicas: 3,
    });
    expect(revision).toMatch(/^db-[b-df-hj-np-tv-xz2-9]+$/);
    const pod = cluster.get<Pod>('pods', 'db-1');
    expect(pod?.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
    expect(pod?.metadata.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'db-1',
      'apps.kubernetes.io/pod-index': '1',
      'controller-revision-hash': revision,
    });
    cluster.patch('statefulsets.apps', 'db', { spec: { replicas: 1 } });
    cluster.advance(3);
    expect(podNames(cluster)).toEqual(['db-0']);
    expect(cluster.events('db').map((text) => text.replace('Normal ', ''))).toEqual([
      ...[0, 1, 2].map((i) => `SuccessfulCreate Create Pod db-${i} in StatefulSet db successful`),
      ...[2, 1].map((i) => `SuccessfulDelete Delete Pod db-${i} in StatefulSet db successful`),
    ]);
  });

  it('count the partition from the first ordinal', () => {
    const cluster = realCluster();
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
    cluster.apply(workload('StatefulSet', 's', { serviceName: 's', replicas: 3, ordinals: { start: 5 }, updateStrategy }, 'redis:7.2'));
    cluster.advance(4);
    cluster.patch('statefulsets.apps', 's', image('redis:7.4'));
    cluster.advance(6);
    expect(podNames(cluster)).toEqual(['s-5', 's-6', 's-7']);
    expect(images(cluster)).toEqual(['redis:7.2', 'redis:7.2', 'redis:7.4']);
    expect(cluster.events('s').filter((text) => text.includes('Delete Pod'))).toHaveLength(1);
  });

  it('keep as many revisions that nothing uses as the limit says', () => {
    const cluster = realCluster();
    cluster.apply(workload('StatefulSet', 's', { serviceName: 's', replicas: 1, revisionHistoryLimit: 1 }, 'redis:6.2'));
    for (const next of ['redis:7.2', 'redis:7.4']) {
      cluster.advance(4);
      cluster.patch('statefulsets.apps', 's', image(next));
    }
    cluster.advance(4);
    expect(cluster.list<ControllerRevision>('controllerrevisions.apps').map(({ revision }) => revision)).toEqual(
      expect.arrayContaining([2, 3]),
    );
    expect(cluster.list('controllerrevisions.apps')).toHaveLength(2);
  });

  it('stay stuck in order until the pod is deleted, but not in parallel', () => {
    for (const [podManagementPolicy, after] of [
      ['OrderedReady', 'redis:broken'],
      ['Parallel', 'redis:7.2'],
    ] as const) {
      const cluster = realCluster();
      cluster.apply(workload('StatefulSet', 's', { serviceName: 's', replicas: 3, podManagementPolicy }, 'redis:7.2'));
      cluster.advance(4);
      cluster.patch('statefulsets.apps', 's', image('redis:broken'));
      cluster.advance(4);
      expect(images(cluster), podManagementPolicy).toEqual(['redis:7.2', 'redis:7.2', 'redis:broken']);
      cluster.patch('statefulsets.apps', 's', image('redis:7.2'));
      cluster.advance(4);
      expect(images(cluster)[2], podManagementPolicy).toBe(after);
      if (podManagementPolicy === 'OrderedReady') cluster.remove('pods', 's-2');
      cluster.advance(4);
      expect(images(cluster), podManagementPolicy).toEqual(['redis:7.2', 'redis:7.2', 'redis:7.2']);
      const status = cluster.get<StatefulSet>('statefulsets.apps', 's')?.status;
      expect(status, podManagementPolicy).toMatchObject({ readyReplicas: 3, updatedReplicas: 3, currentRevision: status?.updateRevision });
    }
  });

  it('update above the partition only, and wait for OnDelete', () => {
    const cluster = realCluster();
    cluster.apply(
      workload(
        'StatefulSet',
        'q',
        { serviceName: 'q', replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
        'a:1',
      ),
    );
    cluster.advance(4);
    cluster.patch('statefulsets.apps', 'q', image('a:2'));
    cluster.advance(4);
    expect(images(cluster)).toEqual(['a:1', 'a:1', 'a:2']);
    expect(cluster.get<StatefulSet>('statefulsets.apps', 'q')?.status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    cluster.remove('pods', 'q-0');
    cluster.advance(3);
    expect(images(cluster)).toEqual(['a:1', 'a:1', 'a:2']);
    cluster.patch('statefulsets.apps', 'q', { spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: null } } });
    cluster.patch('statefulsets.apps', 'q', image('a:3'));
    cluster.advance(3);
    expect(images(cluster)).toEqual(['a:1', 'a:1', 'a:2']);
    cluster.remove('pods', 'q-2');
    cluster.advance(3);
    expect(images(cluster)).toEqual(['a:1', 'a:1', 'a:3']);
  });

  it('give every pod its own claims, which stay', () => {
    const cluster = realCluster();
    runProvisioner(cluster);
    cluster.apply(workload('StatefulSet', 'db', { serviceName: 'db', replicas: 2, ...claims }));
    cluster.advance(40);
    expect(podNames(cluster)).toEqual(['db-0', 'db-1']);
    expect(cluster.list('persistentvolumeclaims').map((claim) => `${claim.metadata.name} ${claim['status'].phase}`)).toEqual([
      'data-db-0 Bound',
      'data-db-1 Bound',
    ]);
    cluster.remove('statefulsets.apps', 'db');
    cluster.advance(3);
    expect(cluster.list('pods')).toEqual([]);
    expect(cluster.list('persistentvolumeclaims')).toHaveLength(2);
    expect(cluster.events('db')[0]).toBe('Normal SuccessfulCreate Create Claim data-db-0 Pod db-0 in StatefulSet db success');
  });

  it('take claims along when they are told to', () => {
    const cluster = realCluster();
    const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete', whenDeleted: 'Delete' };
    runProvisioner(cluster);
    cluster.apply(workload('StatefulSet', 'db', { serviceName: 'db', replicas: 2, persistentVolumeClaimRetentionPolicy, ...claims }));
    cluster.advance(20);
    cluster.patch('statefulsets.apps', 'db', { spec: { replicas: 1 } });
    cluster.advance(5);
    expect(cluster.list('persistentvolumeclaims').map(({ metadata }) => metadata.name)).toEqual(['data-db-0']);
    cluster.remove('statefulsets.apps', 'db');
    cluster.advance(5);
    expect(cluster.list('persistentvolumeclaims')).toEqual([]);
  });
});
