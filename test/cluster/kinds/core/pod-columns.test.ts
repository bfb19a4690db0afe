import { describe, expect, test } from 'vitest';
import type { ContainerStatus, Pod } from '../../../../src/api/types.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { cells } from '../../../support/kinds.ts';

const now = Date.UTC(2026, 10, 21, 6);
const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString().replace('.000', '');

type State = NonNullable<ContainerStatus['state']>;

function container(state: State, more: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: 'c', image: 'nginx', imageID: '', ready: false, restartCount: 0, state, ...more } as ContainerStatus;
}

const running = { running: { startedAt: ago(10) } };
const waiting = (reason: string): State => ({ waiting: { reason } });
const ended = (exitCode: number, reason?: string, signal?: number): State => ({ terminated: { exitCode, reason, signal } });

interface Given {
  phase?: string;
  reason?: string;
  containers?: ContainerStatus[];
  init?: ContainerStatus[];
  /** Names of init containers, a star behind those that keep running. */
  initNames?: string[];
  conditions?: { type: string; status: string; reason?: string }[];
  deleted?: boolean;
  count?: number;
}

function aPod({ phase = 'Running', reason, containers = [], init, initNames = [], conditions, deleted, count = 1 }: Given): Pod {
  return {
    metadata: { name: 'web', creationTimestamp: ago(300), ...(deleted ? { deletionTimestamp: ago(1) } : {}) },
    spec: {
      containers: Array.from({ length: count }, (_, i) => ({ name: `c${i}` })),
      initContainers: initNames.map((name) => (name.endsWith('*') ? { name: name.slice(0, -1), restartPolicy: 'Always' } : { name })),
    },
    status: { phase, reason, containerStatuses: containers, initContainerStatuses: init, conditions },
  } as Pod;
}

describe('READY, STATUS and RESTARTS', () => {
  test.each<readonly [string, Given, string, string, string]>([
    ['new', { phase: 'Pending' }, '0/1', 'Pending', '0'],
    ['creating', { phase: 'Pending', containers: [container(waiting('ContainerCreating'))] }, '0/1', 'ContainerCreating', '0'],
    ['running', { containers: [container(running, { ready: true })] }, '1/1', 'Running', '0'],
    ['not ready', { containers: [container(running)] }, '0/1', 'Running', '0'],
    ['one of two', { count: 2, containers: [container(running, { ready: true }), container(running)] }, '1/2', 'Running', '0'],
    ['completed', { phase: 'Succeeded', containers: [container(ended(0, 'Completed'))] }, '0/1', 'Completed', '0'],
    ['failed', { phase: 'Failed', containers: [container(ended(1, 'Error'))] }, '0/1', 'Error', '0'],
    ['exit code', { phase: 'Failed', containers: [container(ended(3))] }, '0/1', 'ExitCode:3', '0'],
    ['signal', { phase: 'Failed', containers: [container(ended(0, '', 9))] }, '0/1', 'Signal:9', '0'],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, '0/1', 'Evicted', '0'],
    [
      'crash loop',
      {
        containers: [
          container(waiting('CrashLoopBackOff'), { restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: ago(5) } } }),
        ],
      },
      '0/1',
      'CrashLoopBackOff',
      '3 (5s ago)',
    ],
    [
      'the latest restart counts',
      {
        count: 2,
        containers: [
          container(running, { ready: true, restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: ago(300) } } }),
          container(running, { ready: true, restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: ago(130) } } }),
        ],
      },
      '2/2',
      'Running',
      '3 (2m10s ago)',
    ],
    [
      'first container completed, second running',
      {
        count: 2,
        containers: [container(ended(0, 'Completed')), container(running, { ready: true })],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
      '1/2',
      'Running',
      '0',
    ],
    [
      'the same, not ready',
      { count: 2, containers: [container(ended(0, 'Completed')), container(running, { ready: true })] },
      '1/2',
      'NotReady',
      '0',
    ],
    ['terminating', { deleted: true, containers: [container(running, { ready: true })] }, '1/1', 'Terminating', '0'],
    [
      'completed and deleted',
      { deleted: true, phase: 'Succeeded', containers: [container(ended(0, 'Completed'))] },
      '0/1',
      'Completed',
      '0',
    ],
    ['node lost', { deleted: true, reason: 'NodeLost' }, '0/1', 'Unknown', '0'],
    [
      'gated',
      { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
      '0/1',
      'SchedulingGated',
      '0',
    ],
    [
      'second init container',
      {
        phase: 'Pending',
        initNames: ['a', 'b'],
        init: [container(ended(0, 'Completed'), { name: 'a' }), container(running, { name: 'b' })],
      },
      '0/1',
      'Init:1/2',
      '0',
    ],
    [
      'init pull',
      { phase: 'Pending', initNames: ['a'], init: [container(waiting('ImagePullBackOff'), { name: 'a' })] },
      '0/1',
      'Init:ImagePullBackOff',
      '0',
    ],
    [
      'init waits',
      { phase: 'Pending', initNames: ['a'], init: [container(waiting('PodInitializing'), { name: 'a' })] },
      '0/1',
      'Init:0/1',
      '0',
    ],
    [
      'init crashes',
      {
        phase: 'Pending',
        initNames: ['a'],
        init: [
          container(waiting('CrashLoopBackOff'), {
            name: 'a',
            restartCount: 2,
            lastState: { terminated: { exitCode: 1, finishedAt: ago(7) } },
          }),
        ],
      },
      '0/1',
      'Init:CrashLoopBackOff',
      '2 (7s ago)',
    ],
    ['init exit code', { phase: 'Pending', initNames: ['a'], init: [container(ended(2), { name: 'a' })] }, '0/1', 'Init:ExitCode:2', '0'],
    [
      'sidecar',
      {
        initNames: ['proxy*'],
        init: [container(running, { name: 'proxy', ready: true, started: true })],
        containers: [container(running, { ready: true })],
        conditions: [{ type: 'Initialized', status: 'True' }],
      },
      '2/2',
      'Running',
      '0',
    ],
    [
      'sidecar starts',
      { phase: 'Pending', initNames: ['proxy*'], init: [container(running, { name: 'proxy', started: false })] },
      '0/2',
      'Init:0/1',
      '0',
    ],
    [
      'restarts of finished init containers do not count',
      {
        initNames: ['a'],
        init: [container(ended(0, 'Completed'), { name: 'a', restartCount: 4 })],
        containers: [container(running, { ready: true })],
      },
      '1/1',
      'Running',
      '0',
    ],
  ])('%s', (_name, given, ready, status, restarts) => {
    expect(cells(pod, aPod(given), now).slice(1, 4)).toEqual([ready, status, restarts]);
  });
});

test('wide columns', () => {
  expect(cells(pod, aPod({}), now)).toEqual(['web', '0/1', 'Running', '0', '5m', '<none>', '<none>', '<none>', '<none>']);
  const placed = aPod({ conditions: [{ type: 'example.com/lb', status: 'True' }] });
  placed.spec!.nodeName = 'kubesim-worker';
  placed.spec!.readinessGates = [{ conditionType: 'example.com/lb' }, { conditionType: 'example.com/dns' }];
  placed.status!.podIPs = [{ ip: '10.244.1.2' }];
  expect(cells(pod, placed, now).slice(5)).toEqual(['10.244.1.2', 'kubesim-worker', '<none>', '1/2']);
});
