import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/api/types.ts';
import { scheduler } from '../../../src/cluster/scheduler/index.ts';
import { fakeCluster, type FakeCluster } from '../../support/fake-api.ts';
import { asking, controlPlane, node, pod } from './objects.ts';

function cluster(...workers: object[]): FakeCluster {
  const fake = fakeCluster([scheduler()]);
  for (const each of [controlPlane, ...(workers.length > 0 ? workers : [node('worker'), node('worker2')])]) fake.apply('nodes', each);
  return fake;
}

const get = (fake: FakeCluster, name: string): Pod => fake.api.get('pods', 'default', name)!;
const home = (fake: FakeCluster, name: string): string | undefined => get(fake, name)?.spec?.nodeName;
const message = (fake: FakeCluster, name: string): string | undefined => get(fake, name).status?.conditions?.[0]?.message;
const NOT_HELPFUL = 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
const NO_VICTIMS =
  'no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.';
const near = (labels: object, kind: string): object => ({
  affinity: {
    [kind]: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' }],
    },
  },
});

describe('pods that no node takes', () => {
  const cases: [string, object, string][] = [
    ['more cpu than any node has', asking({ cpu: '6' }), `1 node(s) had untolerated taint(s), 2 Insufficient cpu. ${NOT_HELPFUL}`],
    [
      'two resources',
      asking({ cpu: '6', memory: '9Gi' }),
      `1 node(s) had untolerated taint(s), 2 Insufficient cpu, 2 Insufficient memory. ${NOT_HELPFUL}`,
    ],
    [
      'an extended resource',
      asking({ 'nvidia.com/gpu': '1' }),
      `1 node(s) had untolerated taint(s), 2 Insufficient nvidia.com/gpu. ${NOT_HELPFUL}`,
    ],
    [
      'a node selector',
      { nodeSelector: { disk: 'hdd' } },
      `1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. ${NOT_HELPFUL}`,
    ],
    [
      'affinity to nothing',
      near({ app: 'cache' }, 'podAffinity'),
      `1 node(s) had untolerated taint(s), 2 node(s) didn't match pod affinity rules. ${NOT_HELPFUL}`,
    ],
    [
      'a spread key no node has',
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }] },
      `1 node(s) had untolerated taint(s), 2 node(s) didn't match pod topology spread constraints (missing required label). ${NOT_HELPFUL}`,
    ],
    [
      'a missing claim',
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'missing' } }] },
      'persistentvolumeclaim "missing" not found. not found',
    ],
  ];
  it.each(cases)('%s', (_, spec, reasons) => {
    const fake = cluster();
    fake.apply('pods', pod('p', spec));
    expect(message(fake, 'p')).toBe(`0/3 nodes are available: ${reasons}`);
    expect(fake.events('p')).toEqual([`FailedScheduling 0/3 nodes are available: ${reasons}`]);
    expect(get(fake, 'p').status?.conditions?.[0]).toMatchObject({
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      lastProbeTime: null,
    });
  });

  it('host ports in use and anti-affinity leave the surplus without victims', () => {
    const fake = cluster();
    const spec = { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] };
    for (const name of ['a', 'b', 'c']) fake.apply('pods', pod(name, spec));
    expect(new Set([home(fake, 'a'), home(fake, 'b')])).toEqual(new Set(['worker', 'worker2']));
    expect(message(fake, 'c')).toBe(
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't have free ports for the requested pod ports. ${NO_VICTIMS}`,
    );
    const apart = { labels: { app: 'web' } };
    for (const name of ['x', 'y', 'z']) fake.apply('pods', pod(name, near({ app: 'web' }, 'podAntiAffinity'), apart));
    expect(message(fake, 'z')).toBe(
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match pod anti-affinity rules. ${NO_VICTIMS}`,
    );
    fake.apply('pods', pod('late', {}, apart));
    expect(message(fake, 'late')).toContain("2 node(s) didn't satisfy existing pods anti-affinity rules");
  });

  it('because their volume is elsewhere', () => {
    const fake = cluster();
    const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker'] }] };
    fake.apply('persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk' },
      spec: { nodeAffinity: { required: { nodeSelectorTerms: [term] } } },
    });
    fake.apply('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { volumeName: 'disk' },
      status: { phase: 'Bound' },
    });
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
    fake.apply('pods', pod('user', { volumes, nodeSelector: { 'kubernetes.io/hostname': 'worker2' } }));
    fake.advance(1);
    expect(message(fake, 'user')).toContain("1 node(s) didn't match PersistentVolume's node affinity,");
  });

  it('says so when there are no nodes', () => {
    const fake = fakeCluster([scheduler()]);
    fake.apply('pods', pod('p'));
    expect(message(fake, 'p')).toBe('no nodes available to schedule pods');
    fake.apply('nodes', node('worker'));
    fake.advance(1);
    expect(home(fake, 'p')).toBe('worker');
  });
});

describe('trying again', () => {
  it('when a change may help, after a back-off', () => {
    const fake = cluster();
    fake.apply('pods', pod('slow', { nodeSelector: { disk: 'hdd' } }));
    fake.api.modify('nodes', '', 'worker2', (draft) => void (draft.metadata.labels = { ...draft.metadata.labels, disk: 'hdd' }));
    fake.settle();
    expect(home(fake, 'slow')).toBeUndefined();
    fake.advance(1);
    expect(home(fake, 'slow')).toBe('worker2');
    expect(fake.events('slow').at(-1)).toBe('Scheduled Successfully assigned default/slow to worker2');
  });

  it('every five minutes otherwise, counting the event', () => {
    const fake = cluster();
    fake.apply('pods', pod('p', { nodeSelector: { disk: 'hdd' } }));
    fake.advance(660);
    expect(fake.events('p')).toHaveLength(1);
    expect(fake.api.list('events')[0]!.series?.count).toBe(3);
  });

  it('pods that were refused by taints alone are not woken by other pods', () => {
    const fake = cluster();
    fake.apply('pods', pod('p', { nodeSelector: { disk: 'hdd' } }));
    fake.advance(5);
    fake.apply('pods', pod('other'));
    fake.api.delete('pods', 'default', 'other', { gracePeriodSeconds: 0 });
    fake.advance(60);
    expect(fake.api.list('events').find(({ involvedObject }) => involvedObject.name === 'p')?.series).toBeUndefined();
  });
});

describe('choosing', () => {
  it('spreads pods evenly, whatever the seed', () => {
    const fake = cluster();
    for (let i = 0; i < 10; i++) fake.apply('pods', pod(`p${i}`, {}, { labels: { app: 'web' } }));
    const homes = Array.from({ length: 10 }, (_, i) => home(fake, `p${i}`));
    expect(homes.filter((name) => name === 'worker')).toHaveLength(5);
    expect(homes.filter((name) => name === 'worker2')).toHaveLength(5);
  });

  it('avoids PreferNoSchedule and follows preferred node affinity over balance', () => {
    const fake = cluster(
      node('worker', { labels: { tier: 'gold' } }),
      node('worker2', { spec: { taints: [{ key: 'slow', effect: 'PreferNoSchedule' }] } }),
    );
    const preferred = [{ weight: 100, preference: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['gold'] }] } }];
    for (const name of ['a', 'b', 'c']) {
      fake.apply('pods', pod(name, { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } }));
      expect(home(fake, name)).toBe('worker');
    }
  });

  it('keeps hard spread constraints', () => {
    const fake = cluster();
    const constraint = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'w' } },
      nodeTaintsPolicy: 'Honor',
    };
    for (let i = 0; i < 6; i++) fake.apply('pods', pod(`p${i}`, { topologySpreadConstraints: [constraint] }, { labels: { app: 'w' } }));
    expect(Array.from({ length: 6 }, (_, i) => home(fake, `p${i}`)).filter((name) => name === 'worker')).toHaveLength(3);
  });

  it('leaves gated pods and those of other schedulers alone', () => {
    const fake = cluster();
    fake.apply('pods', pod('gated', { schedulingGates: [{ name: 'wait' }] }));
    fake.apply('pods', pod('other', { schedulerName: 'mine' }));
    expect([home(fake, 'gated'), home(fake, 'other')]).toEqual([undefined, undefined]);
    fake.api.modify('pods', 'default', 'gated', (draft) => void delete draft.spec!.schedulingGates);
    fake.settle();
    expect(home(fake, 'gated')).toMatch(/^worker/);
  });

  it('places a thousand pods on ten nodes evenly', () => {
    const fake = cluster(...Array.from({ length: 10 }, (_, i) => node(`n${i}`)));
    for (let i = 0; i < 1000; i++) fake.api.create('pods', pod(`p${i}`, {}, { labels: { app: 'web' } }) as never);
    fake.settle();
    const counts = new Map<string, number>();
    for (const { spec } of fake.api.list('pods')) counts.set(spec!.nodeName!, (counts.get(spec!.nodeName!) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array(10).fill(100));
  });
});

describe('preemption', () => {
  const important = { priority: 1000, ...asking({ cpu: '3' }) };
  const cordoned = (): FakeCluster => cluster(node('worker'), node('worker2', { spec: { unschedulable: true } }));

  it('evicts the less important, then takes its place', () => {
    const fake = cordoned();
    fake.apply('pods', pod('cheap', { priority: 10, terminationGracePeriodSeconds: 1, ...asking({ cpu: '3' }) }));
    fake.apply('pods', pod('boss', important));
    expect(fake.events('boss')).toEqual([
      'FailedScheduling 0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.',
    ]);
    expect(get(fake, 'boss').status?.nominatedNodeName).toBe('worker');
    expect(get(fake, 'cheap').metadata.deletionTimestamp).toBeDefined();
    expect(fake.events('cheap').at(-1)).toBe(`Preempted Preempted by pod ${get(fake, 'boss').metadata.uid} on node worker`);
    // Whoever comes meanwhile does not get the room that was made.
    fake.apply('pods', pod('thief', asking({ cpu: '2' })));
    fake.api.delete('pods', 'default', 'cheap', { gracePeriodSeconds: 0 });
    fake.advance(2);
    expect([home(fake, 'boss'), home(fake, 'thief')]).toEqual(['worker', undefined]);
  });

  it('polite pods wait', () => {
    const fake = cordoned();
    fake.apply('pods', pod('cheap', { priority: 10, ...asking({ cpu: '3' }) }));
    fake.apply('pods', pod('waiter', { ...important, preemptionPolicy: 'Never' }));
    expect(message(fake, 'waiter')).toBe(
      '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    );
  });

  it('spares what need not go', () => {
    const fake = cordoned();
    fake.apply('pods', pod('small', { priority: 5, ...asking({ cpu: '1' }) }));
    fake.apply('pods', pod('large', { priority: 1, ...asking({ cpu: '3' }) }));
    fake.apply('pods', pod('boss', important));
    expect([get(fake, 'small'), get(fake, 'large')].map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([false, true]);
  });
});

it('two actors over one state agree: the cache is only a cache', () => {
  const fake = cluster();
  fake.apply('pods', pod('p', asking({ cpu: '3' })));
  const again = scheduler();
  expect(home(fake, 'p')).toMatch(/^worker/);
  expect(Object.keys(again.watches)).toContain('pods');
});
