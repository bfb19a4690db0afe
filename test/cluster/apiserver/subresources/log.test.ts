import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../../src/api/types.ts';
import { realCluster, type RealCluster } from '../../../support/real-cluster.ts';

const pod = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { automountServiceAccountToken: false, ...spec },
});
const sh = (script: string, name = 'main'): object => ({ name, image: 'busybox:1.36', command: ['sh', '-c', script] });

function running(...pods: object[]): RealCluster {
  const cluster = realCluster({ kubelet: 'real' }, ['kubesim-worker']);
  cluster.apply(...pods);
  cluster.advance(3);
  return cluster;
}

function log({ cluster }: RealCluster, name: string, query: Record<string, string> = {}): string {
  const request = {
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: 'log',
    verb: 'get',
    namespace: 'default',
    name,
    query,
  } as const;
  return cluster.handle(request).text ?? '';
}

function refusal(cluster: RealCluster, name: string, query: Record<string, string> = {}): string {
  try {
    return `no refusal: ${log(cluster, name, query)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('options', () => {
  const cluster = running(
    pod('count', { restartPolicy: 'Never', containers: [sh('for i in 1 2 3; do echo line $i; sleep 0.5; done; echo end >&2')] }),
  );
  const whole = 'line 1\nline 2\nline 3\nend\n';
  it.each([
    [{}, whole],
    [{ tailLines: '2' }, 'line 3\nend\n'],
    [{ tailLines: '0' }, ''],
    [{ tailLines: '9' }, whole],
    [{ limitBytes: '13' }, 'line 1\nline 2'],
    [{ sinceSeconds: '3600' }, whole],
    [{ sinceTime: '2999-01-01T00:00:00Z' }, ''],
    [{ container: 'main', previous: 'false' }, whole],
  ])('%j', (query, text) => expect(log(cluster, 'count', query as Record<string, string>)).toBe(text));

  it('timestamps have nine digits and are always the same', () => {
    const stamped = log(cluster, 'count', { timestamps: 'true', tailLines: '1' });
    expect(stamped).toMatch(/^2026-11-21T05:00:\d\d\.\d{9}Z end\n$/);
    expect(log(cluster, 'count', { timestamps: 'true', tailLines: '1' })).toBe(stamped);
  });

  it.each([
    [{ tailLines: '-5' }, 'PodLogOptions "" is invalid: tailLines: Invalid value: -5: must be greater than or equal to 0'],
    [{ limitBytes: '0' }, 'PodLogOptions "" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
    [{ container: 'nope' }, 'container nope is not valid for pod count'],
    [{ previous: 'true' }, 'previous terminated container "main" in pod "count" not found'],
  ])('%j is refused', (query, message) => expect(refusal(cluster, 'count', query as Record<string, string>)).toBe(message));
});

it('grows with time', () => {
  const cluster = running(pod('clock', { containers: [sh('while true; do date +%S; sleep 1; done')] }));
  const before = log(cluster, 'clock');
  cluster.advance(5);
  const after = log(cluster, 'clock');
  expect(after.startsWith(before)).toBe(true);
  expect(after.split('\n').length - before.split('\n').length).toBe(5);
});

it('the container has to be named where there are several', () => {
  const cluster = running(
    pod('duo', {
      initContainers: [sh('echo first', 'init')],
      containers: [sh('echo one; sleep 99', 'one'), sh('echo two; sleep 99', 'two')],
    }),
  );
  cluster.advance(3);
  expect(refusal(cluster, 'duo')).toBe(
    'a container name must be specified for pod duo, choose one of: [one two] or one of the init containers: [init]',
  );
  expect(log(cluster, 'duo', { container: 'two' }) + log(cluster, 'duo', { container: 'init' })).toBe('two\nfirst\n');
});

it('containers that wait have none', () => {
  const cluster = running(
    pod('site', { initContainers: [sh('sleep 60', 'check')], containers: [sh('true')] }),
    pod('lost', { containers: [{ name: 'main', image: 'busybox:doesnotexist' }] }),
    pod('nomount', { containers: [sh('true')], volumes: [{ name: 'v', secret: { secretName: 'absent' } }] }),
    pod('nowhere', { nodeSelector: { disk: 'none' }, containers: [sh('true')] }),
  );
  expect(refusal(cluster, 'site', { container: 'main' })).toBe('container "main" in pod "site" is waiting to start: PodInitializing');
  expect(refusal(cluster, 'lost')).toBe('container "main" in pod "lost" is waiting to start: trying and failing to pull image');
  expect(refusal(cluster, 'nomount')).toBe('container "main" in pod "nomount" is waiting to start: ContainerCreating');
  expect(log(cluster, 'nowhere')).toBe('');
  expect(refusal(cluster, 'nopod')).toBe('pods "nopod" not found');
});

it('the previous run is there while the next one runs or waits, and gone when that has ended too', () => {
  const cluster = running(pod('crash', { containers: [sh('echo boom; sleep 4; exit 1')] }));
  const state = (): string => Object.keys(cluster.get<Pod>('pods', 'crash')!.status!.containerStatuses![0]!.state!)[0]!;
  cluster.advance(4);
  expect([state(), log(cluster, 'crash', { previous: 'true' })]).toEqual(['running', 'boom\n']);
  cluster.advance(4);
  expect([state(), log(cluster, 'crash', { previous: 'true' })]).toEqual([
    'terminated',
    expect.stringMatching(/^unable to retrieve container logs for containerd:\/\/[0-9a-f]{64}$/),
  ]);
  cluster.advance(2);
  cluster.patch('pods', 'crash', { metadata: { labels: { seen: 'yes' } } });
  expect([state(), log(cluster, 'crash', { previous: 'true' })]).toEqual(['waiting', 'boom\n']);
});
