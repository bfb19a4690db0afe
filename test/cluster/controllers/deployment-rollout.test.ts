import { describe, expect, it } from 'vitest';
import { notSupported } from '../../../src/api/field-error.ts';
import type { Deployment, ReplicaSet } from '../../../src/api/types.ts';
import { invalid } from '../../../src/api/status.ts';
import { deploymentController } from '../../../src/cluster/controllers/deployment/index.ts';
import { replicaSetController } from '../../../src/cluster/controllers/replication/replica-set.ts';
import { fakeCluster, type FakeCluster } from '../../support/fake-api.ts';
import { fakeKubelet, type FakeKubeletOptions } from '../../support/fake-kubelet.ts';

const broken = (image: string | undefined): boolean => image?.endsWith(':broken') === true;

function cluster(options: FakeKubeletOptions = {}): FakeCluster {
  return fakeCluster([
    deploymentController,
    replicaSetController,
    fakeKubelet({ startup: (pod) => (broken(pod.spec?.containers[0]?.image) ? undefined : 0.5), ...options }),
  ]);
}

function deployment(spec: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec: {
      replicas: 3,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
      ...spec,
    },
  };
}

const get = (fake: FakeCluster): Deployment => fake.api.get('deployments.apps', 'default', 'web')!;
const replicaSets = (fake: FakeCluster): ReplicaSet[] =>
  [...fake.api.list('replicasets.apps')].sort((a, b) => Number(revision(a)) - Number(revision(b)));
const revision = ({ metadata }: ReplicaSet | Deployment): string => metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '';
const sizes = (fake: FakeCluster): string =>
  replicaSets(fake)
    .map(({ spec, status }) => `${spec?.replicas}/${status?.readyReplicas ?? 0}`)
    .join(' ');
const setImage = (fake: FakeCluster, image: string): void => {
  fake.api.modify('deployments.apps', 'default', 'web', (draft) => {
    draft.spec!.template.spec!.containers[0]!.image = image;
  });
  fake.settle();
};
const edit = (fake: FakeCluster, change: (spec: NonNullable<Deployment['spec']>) => void): void => {
  fake.api.modify('deployments.apps', 'default', 'web', (draft) => {
    change(draft.spec!);
  });
  fake.settle();
};
const conditions = (fake: FakeCluster): string[] =>
  (get(fake).status?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
/** Names of replica sets by their revision. */
const readable = (fake: FakeCluster, texts: string[]): string[] =>
  texts.map((text) => replicaSets(fake).reduce((all, rs) => all.replaceAll(rs.metadata.name ?? '', `rs${revision(rs)}`), text));

describe('a new Deployment', () => {
  it('gets a replica set, pods, a revision and its conditions', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment());
    expect(get(fake).status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      unavailableReplicas: 3,
      terminatingReplicas: 0,
    });
    expect(conditions(fake)).toEqual(['Available=False MinimumReplicasUnavailable', 'Progressing=True ReplicaSetUpdated']);
    fake.advance(2);
    const [rs] = replicaSets(fake);
    expect(get(fake).status).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
          lastUpdateTime: '2026-11-21T05:00:00Z',
          lastTransitionTime: '2026-11-21T05:00:00Z',
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${rs?.metadata.name}" has successfully progressed.`,
          lastUpdateTime: '2026-11-21T05:00:00Z',
          lastTransitionTime: '2026-11-21T05:00:00Z',
        },
      ],
    });
    expect(rs?.metadata.name).toMatch(/^web-[bcdf-hj-np-tv-xz2456789]{5,10}$/);
    expect(rs?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(revision(get(fake))).toBe('1');
    expect(readable(fake, fake.events('web'))).toEqual(['ScalingReplicaSet Scaled up replica set rs1 from 0 to 3']);
  });

  it('comes to rest: another look changes nothing', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment());
    fake.advance(2);
    const before = fake.api.get('deployments.apps', 'default', 'web')?.metadata.resourceVersion;
    fake.simulation.enqueue('deployment', 'default/web');
    for (const rs of replicaSets(fake)) fake.simulation.enqueue('replicaset', `default/${rs.metadata.name}`);
    fake.settle();
    fake.advance(3600);
    expect(get(fake).metadata.resourceVersion).toBe(before);
  });
});

describe('a rolling update', () => {
  it('goes pod by pod and tells of every step', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment());
    fake.advance(2);
    setImage(fake, 'nginx:1.28');
    expect(sizes(fake)).toBe('3/3 1/0');
    fake.advance(5);
    expect(sizes(fake)).toBe('0/0 3/3');
    expect(readable(fake, fake.events('web')).slice(1)).toEqual([
      'ScalingReplicaSet Scaled up replica set rs2 from 0 to 1',
      'ScalingReplicaSet Scaled down replica set rs1 from 3 to 2',
      'ScalingReplicaSet Scaled up replica set rs2 from 1 to 2',
      'ScalingReplicaSet Scaled down replica set rs1 from 2 to 1',
      'ScalingReplicaSet Scaled up replica set rs2 from 2 to 3',
      'ScalingReplicaSet Scaled down replica set rs1 from 1 to 0',
    ]);
    expect(revision(get(fake))).toBe('2');
  });

  it('stops at a broken image and takes it back under a new revision', () => {
    const fake = cluster();
    fake.apply(
      'deployments.apps',
      deployment({ replicas: 4, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: '30%' } } }),
    );
    fake.advance(2);
    setImage(fake, 'nginx:broken');
    fake.advance(3);
    expect(sizes(fake)).toBe('3/3 3/0');
    setImage(fake, 'nginx:1.27');
    fake.advance(3);
    expect(sizes(fake)).toBe('0/0 4/4');
    expect(replicaSets(fake).map(revision)).toEqual(['2', '3']);
    expect(replicaSets(fake)[1]?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
  });

  it('misses its progress deadline, one second after it', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment({ progressDeadlineSeconds: 6 }));
    fake.advance(2);
    setImage(fake, 'nginx:broken');
    fake.advance(6.9);
    expect(conditions(fake)[1]).toBe('Progressing=True ReplicaSetUpdated');
    fake.advance(0.2);
    expect(conditions(fake)).toEqual(['Available=True MinimumReplicasAvailable', 'Progressing=False ProgressDeadlineExceeded']);
    setImage(fake, 'nginx:1.27');
    fake.advance(2);
    expect(conditions(fake)[1]).toBe('Progressing=True NewReplicaSetAvailable');
  });

  it('scales in proportion while it is stuck', () => {
    const fake = cluster();
    fake.apply(
      'deployments.apps',
      deployment({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }),
    );
    fake.advance(2);
    setImage(fake, 'nginx:broken');
    fake.advance(3);
    expect(sizes(fake)).toBe('8/8 5/0');
    edit(fake, (spec) => (spec.replicas = 15));
    fake.advance(3);
    expect(sizes(fake)).toBe('11/11 7/0');
    edit(fake, (spec) => (spec.replicas = 6));
    fake.advance(3);
    expect(sizes(fake)).toBe('4/4 5/0');
    expect(conditions(fake)).toEqual(['Available=True MinimumReplicasAvailable', 'Progressing=True ReplicaSetUpdated']);
  });

  it('keeps as many old replica sets as the history limit says', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment({ replicas: 1, revisionHistoryLimit: 2 }));
    for (const tag of ['1.25', '1.26', '1.28', '1.29']) {
      fake.advance(3);
      setImage(fake, `nginx:${tag}`);
    }
    fake.advance(3);
    expect(replicaSets(fake).map(revision)).toEqual(['3', '4', '5']);
    edit(fake, (spec) => (spec.revisionHistoryLimit = 0));
    fake.advance(1);
    expect(replicaSets(fake).map(revision)).toEqual(['5']);
  });

  it('waits for minReadySeconds', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment({ replicas: 2, minReadySeconds: 8 }));
    fake.advance(2);
    expect(get(fake).status).toMatchObject({ readyReplicas: 2, unavailableReplicas: 2 });
    fake.advance(7);
    expect(get(fake).status).toMatchObject({ readyReplicas: 2, availableReplicas: 2 });
    expect(conditions(fake)).toEqual(['Progressing=True NewReplicaSetAvailable', 'Available=True MinimumReplicasAvailable'].reverse());
  });
});

describe('Recreate', () => {
  it('starts nothing before everything old is gone', () => {
    const fake = cluster({ shutdown: 5 });
    fake.apply('deployments.apps', deployment({ strategy: { type: 'Recreate' } }));
    fake.advance(2);
    setImage(fake, 'nginx:1.28');
    fake.advance(4);
    expect(sizes(fake)).toBe('0/0');
    expect(get(fake).status).toMatchObject({ terminatingReplicas: 3 });
    expect(get(fake).status).not.toHaveProperty('unavailableReplicas');
    fake.advance(2);
    expect(sizes(fake)).toBe('0/0 3/3');
    expect(readable(fake, fake.events('web'))).toEqual([
      'ScalingReplicaSet Scaled up replica set rs1 from 0 to 3',
      'ScalingReplicaSet Scaled down replica set rs1 from 3 to 0',
      'ScalingReplicaSet Scaled up replica set rs2 from 0 to 3',
    ]);
  });
});

describe('pausing', () => {
  it('holds back the template, not the size', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment());
    fake.advance(2);
    edit(fake, (spec) => (spec.paused = true));
    setImage(fake, 'nginx:1.28');
    edit(fake, (spec) => (spec.replicas = 4));
    fake.advance(2);
    expect(sizes(fake)).toBe('4/4');
    expect(conditions(fake)).toEqual(['Available=True MinimumReplicasAvailable', 'Progressing=Unknown DeploymentPaused']);
    expect(get(fake).status?.updatedReplicas).toBeUndefined();
    edit(fake, (spec) => delete spec.paused);
    fake.advance(5);
    expect(sizes(fake)).toBe('0/0 4/4');
    expect(conditions(fake)[1]).toBe('Progressing=True NewReplicaSetAvailable');
  });
});

describe('refusals and collisions', () => {
  it('tells why pods cannot be created, tries again, and forgets when they can', () => {
    const fake = cluster();
    const refusal = invalid({ group: '', kind: 'Pod' }, 'web-', [notSupported('spec.x', 'y', ['z'])]);
    fake.refuse('pods', refusal);
    fake.apply('deployments.apps', deployment({ replicas: 2 }));
    const failure = get(fake).status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate', message: refusal.message });
    fake.refuse('pods', undefined);
    fake.advance(3);
    expect(sizes(fake)).toBe('2/2');
    expect(conditions(fake).some((text) => text.startsWith('ReplicaFailure'))).toBe(false);
  });

  it('finds another hash when the name is taken', () => {
    const fake = cluster();
    fake.apply('deployments.apps', deployment());
    const [rs] = replicaSets(fake);
    const other = cluster();
    other.api.create('replicasets.apps', {
      ...rs,
      metadata: { name: rs?.metadata.name, namespace: 'default', labels: { app: 'x' } },
      spec: { ...rs?.spec, replicas: 0, selector: { matchLabels: { app: 'x' } } },
    } as never);
    other.apply('deployments.apps', deployment());
    expect(get(other).status?.collisionCount).toBe(1);
    other.advance(2);
    expect(get(other).status?.readyReplicas).toBe(3);
  });
});

it('rolls 1,000 replicas out', () => {
  const fake = cluster({ startup: (pod) => 0.5 + (Number.parseInt(pod.metadata.uid?.slice(0, 2) ?? '0', 16) % 50) / 100 });
  fake.apply('deployments.apps', deployment({ replicas: 1000 }));
  fake.advance(5);
  setImage(fake, 'nginx:1.28');
  fake.advance(30);
  expect(sizes(fake)).toBe('0/0 1000/1000');
});
