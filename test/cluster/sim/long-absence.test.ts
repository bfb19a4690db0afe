import { describe, expect, it } from 'vitest';
import type { CronJob, Job } from '../../../src/api/types.ts';
import { realCluster, type RealCluster } from '../../support/real-cluster.ts';

const minutely = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'minutely', namespace: 'default' },
  spec: {
    schedule: '* * * * *',
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36' }] } } } },
  },
};
const HOURS = 3600;

/** What is left of a minutely CronJob, with times told from now on. */
function outcome({ cluster, get, list }: RealCluster): unknown {
  const ago = (time: unknown): number => (cluster.now() - Date.parse(String(time))) / 1000;
  const status = get<CronJob>('cronjobs.batch', 'minutely')!.status!;
  return {
    scheduled: ago(status.lastScheduleTime),
    succeeded: ago(status.lastSuccessfulTime) < 120,
    jobs: list<Job>('jobs.batch').map(({ metadata }) => ago(metadata.creationTimestamp)),
    pods: list('pods').length,
  };
}

describe('a long absence', () => {
  it('leaves what living through it would have left, at the cost of a few hours', { timeout: 60_000 }, () => {
    const short = realCluster();
    short.apply(minutely);
    short.advance(4 * HOURS);
    const long = realCluster();
    long.apply(minutely);
    long.advance(30 * 24 * HOURS);
    expect(outcome(long)).toEqual(outcome(short));
    // A month has 180 times as many minutes.
    expect(long.cluster.image().header.revision).toBeLessThan(2 * short.cluster.image().header.revision);
  });

  it('is the same in many steps as in one, when the caller says where it is going', { timeout: 60_000 }, () => {
    const steps = realCluster();
    steps.apply(minutely);
    const target = steps.cluster.now() + 30 * 24 * HOURS * 1000;
    for (let due = steps.cluster.nextDue(); due !== undefined && due < target; due = steps.cluster.nextDue())
      steps.cluster.advanceTo(due, target);
    steps.cluster.advanceTo(target);
    const once = realCluster();
    once.apply(minutely);
    once.cluster.advanceTo(target);
    expect(steps.cluster.image().header).toEqual(once.cluster.image().header);
  });
});
