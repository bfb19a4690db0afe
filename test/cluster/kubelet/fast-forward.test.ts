import { expect, it } from 'vitest';
import { leapOver } from '../../../src/cluster/kubelet/fast-forward.ts';
import type { ContainerRecord, PodRecord } from '../../../src/cluster/kubelet/records.ts';

const NOW = 1_000_000;
const UNTIL = NOW + 10 * 86_400_000;
const own = (more: Partial<ContainerRecord>): ContainerRecord => ({ phase: 'exited', restarts: 9, crashes: 9, failedPulls: 0, ...more });
const record = (...containers: ContainerRecord[]): PodRecord => ({
  uid: 'x',
  startTime: 0,
  setup: { ready: true, attempts: 0 },
  containers: Object.fromEntries(containers.map((container, i) => [`c${i}`, container])),
});
const run = {
  id: 'a',
  image: 'busybox',
  imageId: '',
  startedAt: NOW - 302_000,
  finishedAt: NOW - 300_000,
  exit: { code: 1, reason: 'Error' },
};
const looping = (): ContainerRecord => own({ due: NOW, backOff: 300, waiting: { reason: 'CrashLoopBackOff' }, run: { ...run } });

it('a crash loop has restarted as often as it would have, and waits for the next time', () => {
  const pod = record(looping());
  const resumed = leapOver(pod, UNTIL, NOW)!;
  const { restarts, due, run: last } = pod.containers['c0']!;
  expect(resumed).toBeGreaterThanOrEqual(UNTIL);
  expect(due).toBe(resumed);
  expect(restarts - 9).toBe((resumed - NOW) / 312_000);
  expect(resumed - last!.finishedAt!).toBe(300_000);
});

it.each<[string, PodRecord]>([
  ['pulls that fail', record(own({ phase: 'waiting', due: NOW, failedPulls: 8, waiting: { reason: 'ImagePullBackOff' } }))],
  [
    'missing configuration',
    record(own({ phase: 'waiting', due: NOW, failedPulls: 25, waiting: { reason: 'CreateContainerConfigError' } })),
  ],
  [
    'a readiness probe that fails',
    record(own({ phase: 'running', run: { ...run }, probes: { readiness: { due: NOW, successes: 0, failures: 30, told: 30 } } })),
  ],
  ['mounts that fail', { ...record(), setup: { ready: false, due: NOW, attempts: 12 } }],
])('%s change nothing but the time', (_, pod) => {
  const before = JSON.stringify(pod).replaceAll(String(NOW), 'DUE');
  const resumed = leapOver(pod, UNTIL, NOW)!;
  expect(resumed).toBeGreaterThanOrEqual(UNTIL);
  expect(JSON.stringify(pod).replaceAll(String(resumed), 'DUE')).toBe(before);
});

it.each<[string, PodRecord]>([
  ['a back-off that still grows', record({ ...looping(), backOff: 160 })],
  ['two containers out of step', record(looping(), looping())],
  ['something else that is due', record({ ...looping(), due: NOW + 5 })],
  ['the first pulls', record(own({ phase: 'waiting', due: NOW, failedPulls: 2, waiting: { reason: 'ImagePullBackOff' } }))],
  [
    'a process that will end',
    record(
      own({
        phase: 'running',
        run: { ...run, endsAt: NOW + 9 },
        probes: { readiness: { due: NOW, successes: 0, failures: 30, told: 30 } },
      }),
    ),
  ],
  ['a pod that stops', { ...record(looping()), stopping: { deadline: NOW + 30_000, for: 'deletion' } }],
])('%s is lived through', (_, pod) => {
  const before = JSON.stringify(pod);
  expect(leapOver(pod, UNTIL, NOW)).toBeUndefined();
  expect(JSON.stringify(pod)).toBe(before);
});
