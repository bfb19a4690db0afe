import { describe, expect, it, vi } from 'vitest';
import type { Job, Pod } from '../../../src/api/types.ts';
import { realCluster, type RealCluster } from '../../support/real-cluster.ts';

vi.mock('../../../src/cluster/kubelet/index.ts', async () => {
  const { endingKubelet } = await import('../../support/ending-kubelet.ts');
  return { kubelet: endingKubelet };
});

function job(name: string, spec: object = {}, command = 'exit 0'): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command] }] } },
      ...spec,
    },
  };
}

const conditions = (cluster: RealCluster, name: string): string[] =>
  (cluster.get<Job>('jobs.batch', name)?.status?.conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  );

describe('a Job that succeeds', () => {
  it('runs as many pods as it may at once until it has its completions', () => {
    const cluster = realCluster();
    cluster.apply(job('squares', { completions: 4, parallelism: 2 }));
    expect(cluster.get<Job>('jobs.batch', 'squares')?.status).toMatchObject({
      active: 2,
      ready: 0,
      terminating: 0,
      startTime: '2026-11-21T05:00:00Z',
    });
    cluster.advance(10);
    expect(cluster.get<Job>('jobs.batch', 'squares')?.status).toMatchObject({ succeeded: 4, ready: 0, uncountedTerminatedPods: {} });
    expect(cluster.get<Job>('jobs.batch', 'squares')?.status).not.toHaveProperty('active');
    expect(conditions(cluster, 'squares')).toEqual([
      'SuccessCriteriaMet=True CompletionsReached: Reached expected number of succeeded pods',
      'Complete=True CompletionsReached: Reached expected number of succeeded pods',
    ]);
    expect(cluster.events('squares').map((text) => text.replace(/squares-\w+/, 'POD'))).toEqual([
      ...Array<string>(4).fill('Normal SuccessfulCreate Created pod: POD'),
      'Normal Completed Job completed',
    ]);
    for (const pod of cluster.list<Pod>('pods')) expect(pod.metadata.finalizers).toBeUndefined();
  });

  it('numbers the pods of an indexed one', () => {
    const cluster = realCluster();
    cluster.apply(job('shards', { completions: 3, parallelism: 3, completionMode: 'Indexed' }));
    cluster.advance(5);
    expect(cluster.get<Job>('jobs.batch', 'shards')?.status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
    const [pod] = cluster.list<Pod>('pods', 'default', 'batch.kubernetes.io/job-completion-index=1');
    expect(pod?.spec?.hostname).toBe('shards-1');
    expect(pod?.metadata.name).toMatch(/^shards-1-\w{5}$/);
    expect(pod?.metadata.annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '1' });
    expect(pod?.spec?.containers[0]?.env).toEqual([
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
      },
    ]);
  });

  it('is deleted when its time to live is over', () => {
    const cluster = realCluster();
    cluster.apply(job('short', { ttlSecondsAfterFinished: 3 }));
    cluster.advance(3);
    expect(conditions(cluster, 'short')).toHaveLength(2);
    cluster.advance(4);
    expect(cluster.get('jobs.batch', 'short')).toBeUndefined();
    expect(cluster.list('pods')).toEqual([]);
  });
});

describe('a Job that fails', () => {
  it('tries again after 10 seconds, and gives up at its limit', () => {
    const cluster = realCluster();
    cluster.apply(job('crash', { backoffLimit: 1 }, 'exit 1'));
    cluster.advance(9);
    expect(cluster.list('pods')).toHaveLength(1);
    cluster.advance(6);
    expect(conditions(cluster, 'crash')).toEqual([
      'FailureTarget=True BackoffLimitExceeded: Job has reached the specified backoff limit',
      'Failed=True BackoffLimitExceeded: Job has reached the specified backoff limit',
    ]);
    expect(cluster.get<Job>('jobs.batch', 'crash')?.status).toMatchObject({ failed: 2 });
    expect(cluster.events('crash').at(-1)).toBe('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
  });

  it('is stopped at its deadline', () => {
    const cluster = realCluster();
    cluster.apply(job('slow', { activeDeadlineSeconds: 4 }, 'sleep'));
    cluster.advance(2);
    expect(conditions(cluster, 'slow')).toEqual([]);
    cluster.advance(6);
    expect(conditions(cluster, 'slow').at(-1)).toBe('Failed=True DeadlineExceeded: Job was active longer than specified deadline');
    expect(cluster.list('pods')).toEqual([]);
    expect(cluster.get<Job>('jobs.batch', 'slow')?.status).toMatchObject({ failed: 1 });
    expect(cluster.events('slow').map((text) => text.split(' ')[1])).toEqual(['SuccessfulCreate', 'SuccessfulDelete', 'DeadlineExceeded']);
  });

  it('ends at once when its policy says so', () => {
    const cluster = realCluster();
    const rules = [{ action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [1, 42] } }];
    cluster.apply(job('strict', { completions: 2, backoffLimit: 5, podFailurePolicy: { rules } }, 'exit 1'));
    cluster.advance(4);
    expect(conditions(cluster, 'strict').at(-1)).toMatch(
      /^Failed=True PodFailurePolicy: Container main for pod default\/strict-\w{5} failed with exit code 1 matching FailJob rule at index 0$/,
    );
  });
});

describe('a limit of failures for each index', () => {
  const status = (cluster: RealCluster): object => cluster.get<Job>('jobs.batch', 'shards')?.status ?? {};
  const indexes = (cluster: RealCluster): string[] =>
    cluster
      .list<Pod>('pods')
      .map(({ metadata }) => {
        const { annotations = {} } = metadata;
        return ['completion-index', 'index-failure-count', 'index-ignored-failure-count']
          .map((key) => annotations[`batch.kubernetes.io/job-${key}`] ?? '-')
          .join(' ');
      })
      .sort();

  it('holds the places of indexes that back off, and counts their pods when others take over', () => {
    const cluster = realCluster();
    cluster.apply(job('shards', { completions: 3, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 }, 'exit 1'));
    cluster.advance(6);
    expect(indexes(cluster)).toEqual(['0 0 -', '1 0 -']);
    expect(status(cluster)).toMatchObject({ failedIndexes: '', ready: 0 });
    expect(status(cluster)).not.toHaveProperty('failed');
    cluster.advance(5);
    expect(indexes(cluster)).toEqual(['0 0 -', '0 1 -', '1 0 -', '1 1 -']);
    cluster.advance(40);
    expect(status(cluster)).toMatchObject({ failed: 6, failedIndexes: '0-2' });
    expect(conditions(cluster, 'shards').at(-1)).toBe('Failed=True FailedIndexes: Job has failed indexes');
  });

  it('tells failures that the policy ignores from others', () => {
    const cluster = realCluster();
    const rules = [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }];
    const spec = { completions: 1, parallelism: 1, completionMode: 'Indexed', backoffLimitPerIndex: 0, podFailurePolicy: { rules } };
    cluster.apply(job('shards', spec, 'exit 1'));
    cluster.advance(14);
    expect(indexes(cluster)).toEqual(['0 0 -', '0 0 1']);
    expect(status(cluster)).not.toHaveProperty('failed');
  });
});

describe('suspending', () => {
  it('keeps pods away until the Job is resumed', () => {
    const cluster = realCluster();
    cluster.apply(job('paused', { suspend: true }));
    cluster.advance(3);
    expect(cluster.list('pods')).toEqual([]);
    expect(conditions(cluster, 'paused')).toEqual(['Suspended=True JobSuspended: Job suspended']);
    cluster.patch('jobs.batch', 'paused', { spec: { suspend: false } });
    expect(cluster.get<Job>('jobs.batch', 'paused')?.status?.startTime).toBe('2026-11-21T05:00:03Z');
    cluster.advance(5);
    expect(conditions(cluster, 'paused').map((text) => text.split(':')[0])).toEqual([
      'Suspended=False JobResumed',
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ]);
    expect(
      cluster
        .events('paused')
        .map((text) => text.split(' ')[1])
        .sort(),
    ).toEqual(['Completed', 'Resumed', 'SuccessfulCreate', 'Suspended']);
  });

  it('sends running pods away without counting them as failed', () => {
    const cluster = realCluster();
    cluster.apply(job('halted', { parallelism: 2, completions: 2 }, 'sleep'));
    cluster.advance(2);
    cluster.patch('jobs.batch', 'halted', { spec: { suspend: true } });
    cluster.advance(5);
    expect(cluster.list('pods')).toEqual([]);
    expect(cluster.get<Job>('jobs.batch', 'halted')?.status).not.toHaveProperty('failed');
  });
});

describe('deleting a Job', () => {
  it('takes its pods along, or leaves them', () => {
    const cluster = realCluster();
    cluster.apply(job('a'), job('b', {}, 'sleep'), job('c', {}, 'sleep'));
    cluster.advance(3);
    cluster.remove('jobs.batch', 'a', { propagationPolicy: 'Orphan' });
    cluster.remove('jobs.batch', 'b');
    cluster.remove('jobs.batch', 'c', { propagationPolicy: 'Foreground' });
    cluster.advance(3);
    expect(cluster.list('jobs.batch')).toEqual([]);
    const pods = cluster.list<Pod>('pods');
    expect(pods.map(({ metadata }) => metadata.name?.slice(0, 1))).toEqual(['a']);
    expect(pods[0]?.metadata.ownerReferences).toBeUndefined();
  });
});

describe('CronJobs', () => {
  const cronJob = (spec: object = {}): object => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick' },
    spec: { schedule: '*/10 * * * *', jobTemplate: { spec: (job('x') as { spec: object }).spec }, ...spec },
  });

  it('start Jobs by the clock and keep the last of them', () => {
    const cluster = realCluster();
    cluster.apply(cronJob());
    cluster.advance(3630);
    expect(cluster.list<Job>('jobs.batch').map(({ metadata }) => metadata.name)).toEqual(
      [40, 50, 60].map((minutes) => `tick-${Date.UTC(2026, 10, 21, 5, minutes) / 60_000}`),
    );
    expect(cluster.get('cronjobs.batch', 'tick')).toMatchObject({
      status: { lastScheduleTime: '2026-11-21T06:00:00Z', lastSuccessfulTime: '2026-11-21T06:00:01Z' },
    });
    expect(cluster.list<Job>('jobs.batch')).toHaveLength(3);
  });

  it('do not start a second Job when that is forbidden, and replace the first when asked to', () => {
    const sleeping = { spec: (job('x', {}, 'sleep') as { spec: object }).spec };
    for (const [concurrencyPolicy, running] of [
      ['Allow', 3],
      ['Forbid', 1],
      ['Replace', 1],
    ] as const) {
      const cluster = realCluster();
      cluster.apply(cronJob({ concurrencyPolicy, jobTemplate: sleeping }));
      cluster.advance(30 * 60 + 30);
      expect(cluster.list('jobs.batch'), concurrencyPolicy).toHaveLength(running);
      expect((cluster.get('cronjobs.batch', 'tick') as { status?: { active?: unknown[] } }).status?.active, concurrencyPolicy).toHaveLength(
        running,
      );
    }
  });

  it('rest while they are suspended, and then make up for the last time missed', () => {
    const cluster = realCluster();
    cluster.apply(cronJob({ suspend: true }));
    cluster.advance(3000);
    expect(cluster.list('jobs.batch')).toEqual([]);
    cluster.patch('cronjobs.batch', 'tick', { spec: { suspend: false } });
    cluster.advance(5);
    expect(cluster.list('jobs.batch')).toHaveLength(1);
  });

  it('wonder about Jobs that somebody else started', () => {
    const cluster = realCluster();
    cluster.apply(cronJob());
    const { uid } = cluster.get('cronjobs.batch', 'tick')!.metadata;
    const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'tick', uid, controller: true }];
    cluster.apply({ ...job('by-hand'), metadata: { name: 'by-hand', ownerReferences } });
    cluster.advance(5);
    expect(cluster.events('tick')[0]).toMatch(/^Warning UnexpectedJob Saw a job that the controller did not create or forgot: by-hand/);
  });
});
