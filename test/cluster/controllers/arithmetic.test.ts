import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnv1a } from '../../../src/api/fnv.ts';
import { sortedJson } from '../../../src/api/go-text.ts';
import type { Pod } from '../../../src/api/types.ts';
import { formatLocal, missedTimes, nextTime } from '../../../src/cluster/controllers/cronjob/next-time.ts';
import { limits, nextStep, type NodePods } from '../../../src/cluster/controllers/daemonset/rolling-update.ts';
import { allowedDisruptions, expectation } from '../../../src/cluster/controllers/disruption/budget.ts';
import { planSlices, type Endpoint } from '../../../src/cluster/controllers/endpoints/slices.ts';
import { countFailures, nextAttempt } from '../../../src/cluster/controllers/job/back-off.ts';
import { formatIndexes, parseIndexes, pendingIndexes } from '../../../src/cluster/controllers/job/indexes.ts';
import { stayUnder } from '../../../src/cluster/controllers/nodes/taints.ts';
import { podsToDelete } from '../../../src/cluster/controllers/replication/ranking.ts';
import { retryDelay } from '../../../src/cluster/controllers/retries.ts';
import { safeEncode, templateHash } from '../../../src/cluster/controllers/template-hash/index.ts';
import { parseCronSchedule } from '../../../src/cluster/kinds/batch/cron-schedule.ts';

describe('template hashes', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('FNV-1a of %j', (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });

  it('writes digits in the safe alphabet', () => {
    expect(safeEncode(1234567890)).toBe(
      '456789bcdf'
        .split('')
        .map((_, i) => 'bcdfghjklmnpqrstvwxz2456789'['1234567890'.charCodeAt(i) % 27])
        .join(''),
    );
    expect(safeEncode(4294967295)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
  });

  it('depends on the content, not on the order of keys; a collision makes another one', () => {
    const template = { metadata: { labels: { a: '1', b: '2' } }, spec: { containers: [{ name: 'x', image: 'y' }] } };
    expect(templateHash({ spec: template.spec, metadata: { labels: { b: '2', a: '1' } } })).toBe(templateHash(template));
    expect(templateHash(template, 1)).not.toBe(templateHash(template));
    expect(sortedJson({ b: undefined, a: [1, 'x', null, true] })).toBe('{"a":[1,"x",null,true]}');
  });
});

describe('back-off', () => {
  it.each([
    [0, 5],
    [1, 10],
    [10, 5120],
    [17, 655_360],
    [18, 1_000_000],
    [99, 1_000_000],
  ])('of a refused key after %i failures: %i ms', (failures, delay) => {
    expect(retryDelay(failures)).toBe(delay);
  });

  it.each([
    [0, -Infinity],
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [6, 320_000],
    [7, 600_000],
    [50, 600_000],
  ])('of a Job after %i failures: %i ms', (count, delay) => {
    expect(nextAttempt({ count, last: 0 })).toBe(delay);
  });

  it('starts anew after a success', () => {
    const pods = [
      { succeeded: false, at: 30 },
      { succeeded: true, at: 20 },
      { succeeded: false, at: 10 },
    ];
    expect(countFailures({ count: 4, last: 5 }, pods)).toEqual({ count: 1, last: 30 });
    expect(countFailures({ count: 4, last: 5 }, pods.slice(0, 1))).toEqual({ count: 5, last: 30 });
  });
});

describe('completion indexes', () => {
  it.each([
    [[], ''],
    [[3], '3'],
    [[0, 1], '0,1'],
    [[0, 1, 2], '0-2'],
    [[0, 2, 3, 5, 6, 7, 9], '0,2,3,5-7,9'],
  ])('%o is %j', (indexes, text) => {
    expect(formatIndexes(new Set(indexes))).toBe(text);
    expect([...parseIndexes(text, 100)]).toEqual(indexes);
  });

  it('survives a round trip', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), (indexes) => {
        expect(parseIndexes(formatIndexes(new Set(indexes)), 61)).toEqual(new Set([...indexes].sort((a, b) => a - b)));
      }),
    );
  });

  it('gives out the lowest that are free', () => {
    expect(pendingIndexes(2, 6, new Set([0, 2]), new Set([1]))).toEqual([3, 4]);
    expect(pendingIndexes(9, 3, new Set([1]))).toEqual([0, 2]);
  });
});

describe('rolling updates of a DaemonSet', () => {
  const ok = { name: 'x', available: true };
  const bad = { name: 'x', available: false };
  const node = (state: Omit<NodePods, 'node'>, i: number): NodePods => ({
    node: `n${i}`,
    ...state,
    ...(state.old ? { old: { ...state.old, name: `old${i}` } } : {}),
  });

  it.each([
    [undefined, 5, { surge: 0, unavailable: 1 }],
    [{ maxUnavailable: '30%' }, 5, { surge: 0, unavailable: 2 }],
    [{ maxSurge: '10%', maxUnavailable: 0 }, 5, { surge: 1, unavailable: 0 }],
    [{ maxSurge: 0, maxUnavailable: 0 }, 5, { surge: 0, unavailable: 1 }],
  ])('%o of %i nodes: %o', (rollingUpdate, desired, expected) => {
    expect(limits(rollingUpdate, desired)).toEqual(expected);
  });

  it.each([
    ['one at a time', [{ old: ok }, { old: ok }, { old: ok }], 0, 1, ['old0'], []],
    ['not while one is missing', [{ current: bad }, { old: ok }], 0, 1, [], []],
    ['an empty node counts as missing', [{}, { old: ok }, { old: ok }], 0, 1, [], []],
    ['what is broken goes at once', [{ old: bad }, { current: bad }, { old: ok }], 0, 1, ['old0'], []],
    ['crowded nodes are left to others', [{ old: ok, crowded: true }, { old: ok }], 0, 1, [], []],
    ['surging: beside the old one', [{ old: ok }, { old: ok }], 1, 0, [], ['n0']],
    ['surging: the old one goes when the new one is available', [{ old: ok, current: ok }, { old: ok }], 1, 0, ['old0'], ['n1']],
    ['surging: not more than allowed', [{ old: ok, current: bad }, { old: ok }], 1, 0, [], []],
    ['surging: beside a broken one always', [{ old: ok, current: bad }, { old: bad }], 1, 0, [], ['n1']],
  ] as [string, Omit<NodePods, 'node'>[], number, number, string[], string[]][])('%s', (_, states, surge, unavailable, remove, surging) => {
    expect(nextStep(states.map(node), { surge, unavailable })).toEqual({ remove, surge: surging });
  });
});

describe('disruption budgets', () => {
  it.each([
    [{ minAvailable: 2 }, 3, 3, 3, 1],
    [{ minAvailable: 2 }, 2, 2, 2, 0],
    [{ minAvailable: '50%' }, 3, 4, 3, 1],
    [{ minAvailable: '51%' }, 3, 3, 3, 1],
    [{ maxUnavailable: 1 }, 3, 3, 3, 1],
    [{ maxUnavailable: '30%' }, 5, 5, 5, 2],
    [{ maxUnavailable: 5 }, 3, 3, 3, 3],
    [{ maxUnavailable: 0 }, 3, 3, 3, 0],
    [{ maxUnavailable: 1 }, 3, 0, 3, 0],
  ])('%o with %i pods of %i wanted, %i healthy: %i may go', (spec, pods, wanted, healthy, allowed) => {
    expect(
      allowedDisruptions(
        expectation(spec, pods, () => wanted),
        healthy,
      ),
    ).toBe(allowed);
  });
});

describe('taints', () => {
  const taint = { key: 'k', value: 'v', effect: 'NoExecute' };
  it.each([
    [[], 0],
    [[{ key: 'k', operator: 'Exists', effect: 'NoExecute' }], Infinity],
    [[{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute', tolerationSeconds: 5 }], 5000],
    [[{ key: 'k', operator: 'Equal', value: 'w', effect: 'NoExecute', tolerationSeconds: 5 }], 0],
    [[{ operator: 'Exists', tolerationSeconds: -1 }], 0],
    [[{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }], 0],
  ])('with %o a pod stays %i ms', (tolerations, stay) => {
    expect(stayUnder([taint], tolerations)).toBe(stay);
  });

  it('count the shortest toleration that is used', () => {
    const tolerations = [
      { key: 'k', operator: 'Exists', tolerationSeconds: 60 },
      { key: 'other', operator: 'Exists', tolerationSeconds: 10 },
    ];
    expect(stayUnder([taint, { key: 'other', effect: 'NoExecute' }], tolerations)).toBe(10_000);
    expect(stayUnder([{ key: 'x', effect: 'NoSchedule' }], [])).toBe(Infinity);
  });
});

describe('which pods go first', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const pod = (
    name: string,
    more: { node?: string; phase?: string; ready?: number; cost?: string; restarts?: number; age?: number },
  ): Pod =>
    ({
      metadata: {
        name,
        uid: name,
        creationTimestamp: new Date(now - (more.age ?? 3600) * 1000).toISOString(),
        ...(more.cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': more.cost } } : {}),
      },
      spec: { ...(more.node === undefined ? {} : { nodeName: more.node }), containers: [] },
      status: {
        phase: more.phase ?? 'Running',
        conditions:
          more.ready === undefined
            ? []
            : [{ type: 'Ready', status: 'True', lastTransitionTime: new Date(now - more.ready * 1000).toISOString() }],
        containerStatuses: [{ name: 'c', restartCount: more.restarts ?? 0 }],
      },
    }) as unknown as Pod;

  it.each([
    ['without a node', { node: 'n', ready: 60 }, { phase: 'Pending' }],
    ['pending', { node: 'n', ready: 60 }, { node: 'n', phase: 'Pending' }],
    ['not ready', { node: 'n', ready: 60 }, { node: 'n' }],
    ['of lower cost', { node: 'n', ready: 60 }, { node: 'n', ready: 9000, cost: '-5' }],
    ['ready for a shorter time', { node: 'n', ready: 9000 }, { node: 'n', ready: 60 }],
    ['restarted more often', { node: 'n', ready: 60 }, { node: 'n', ready: 60, restarts: 3 }],
    ['younger', { node: 'n', ready: 60, age: 9000 }, { node: 'n', ready: 60, age: 100 }],
  ])('%s', (_, stays, goes) => {
    const pods = [pod('stays', stays), pod('goes', goes)];
    expect(podsToDelete(pods, [], 1, now).map(({ metadata }) => metadata.name)).toEqual(['goes']);
  });

  it('from the node that has most of them', () => {
    const pods = [pod('a', { node: 'one', ready: 60 }), pod('b', { node: 'two', ready: 60 }), pod('c', { node: 'two', ready: 60 })];
    expect(podsToDelete(pods, pods, 1, now)[0]?.spec?.nodeName).toBe('two');
    expect(podsToDelete(pods, pods, 5, now)).toHaveLength(3);
  });
});

describe('endpoint slices', () => {
  const ports = [{ name: '', port: 80, protocol: 'TCP' }];
  const endpoint = (uid: string): Endpoint => ({
    addresses: ['10.0.0.1'],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind: 'Pod', name: uid, namespace: 'default', uid },
  });
  const wanted = (...uids: string[]): { ports: typeof ports; endpoint: Endpoint }[] =>
    uids.map((uid) => ({ ports, endpoint: endpoint(uid) }));
  const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`);

  it('leave alone what is right', () => {
    expect(planSlices(wanted('a'), [{ source: 's', ports, endpoints: [endpoint('a')] }])).toEqual({ create: [], update: [], remove: [] });
    expect(planSlices([], [{ source: 's', ports: [], endpoints: [] }])).toEqual({ create: [], update: [], remove: [] });
  });

  it('keep a placeholder when nothing is left', () => {
    expect(planSlices([], [])).toEqual({ create: [{ ports: [], endpoints: [] }], update: [], remove: [] });
    expect(planSlices([], [{ source: 's', ports, endpoints: [endpoint('a')] }])).toEqual({
      create: [{ ports: [], endpoints: [] }],
      update: [],
      remove: ['s'],
    });
  });

  it('fill up before they grow in number', () => {
    const plan = planSlices(wanted(...many(120)), [{ source: 's', ports, endpoints: many(90).map(endpoint) }]);
    expect(plan.update.map(({ endpoints }) => endpoints.length)).toEqual([100]);
    expect(plan.create.map(({ endpoints }) => endpoints.length)).toEqual([20]);
  });

  it('are apart for other ports', () => {
    const other = [{ name: '', port: 81, protocol: 'TCP' }];
    expect(planSlices([...wanted('a'), { ports: other, endpoint: endpoint('b') }], []).create).toHaveLength(2);
  });

  it('list everything once, 100 at most to a slice', () => {
    fc.assert(
      fc.property(fc.nat(350), fc.nat(350), (before, after) => {
        const first = planSlices(wanted(...many(before)), []).create;
        const plan = planSlices(
          wanted(...many(after)),
          first.map(({ ports: of, endpoints }, i) => ({ source: i, ports: of, endpoints })),
        );
        const kept = first.map(({ endpoints }, i) =>
          plan.remove.includes(i) ? [] : (plan.update.find(({ source }) => source === i)?.endpoints ?? endpoints),
        );
        const listed = [...kept, ...plan.create.map(({ endpoints }) => endpoints)];
        expect(new Set(listed.flat().map(({ targetRef }) => targetRef.uid))).toEqual(new Set(many(after)));
        expect(listed.flat()).toHaveLength(after);
        for (const endpoints of listed) expect(endpoints.length).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('cron times', () => {
  const at = (text: string): number => Date.parse(text);
  it.each([
    ['*/10 * * * *', '2026-11-21T05:00:00Z', 'UTC', '2026-11-21T05:10:00.000Z'],
    ['15 3 * * *', '2026-11-21T05:00:00Z', 'UTC', '2026-11-22T03:15:00.000Z'],
    ['0 0 1 * *', '2026-11-21T05:00:00Z', 'UTC', '2026-12-01T00:00:00.000Z'],
    ['0 12 29 2 *', '2026-11-21T05:00:00Z', 'UTC', '2028-02-29T12:00:00.000Z'],
    ['0 0 13 * 5', '2026-11-21T05:00:00Z', 'UTC', '2026-11-27T00:00:00.000Z'],
    ['30 9 * * 1-5', '2026-11-21T05:00:00Z', 'UTC', '2026-11-23T09:30:00.000Z'],
    ['@hourly', '2026-11-21T05:00:01Z', 'UTC', '2026-11-21T06:00:00.000Z'],
    ['@every 90s', '2026-11-21T05:00:01Z', 'UTC', '2026-11-21T05:01:31.000Z'],
    ['15 3 * * *', '2026-11-21T05:00:00Z', 'Europe/Berlin', '2026-11-22T02:15:00.000Z'],
    ['0 0 * * *', '2026-11-21T05:00:00Z', 'Asia/Kolkata', '2026-11-21T18:30:00.000Z'],
    // Clocks go from 2:00 to 3:00 on 28 March 2027 in Berlin: that day has no 2:30.
    ['30 2 * * *', '2027-03-27T12:00:00Z', 'Europe/Berlin', '2027-03-29T00:30:00.000Z'],
  ])('%s after %s in %s: %s', (schedule, after, zone, next) => {
    expect(new Date(nextTime(parseCronSchedule(schedule), at(after), zone) ?? 0).toISOString()).toBe(next);
  });

  it('never come where there is no such day', () => {
    expect(nextTime(parseCronSchedule('0 0 30 2 *'), at('2026-11-21T05:00:00Z'))).toBeUndefined();
  });

  it('are counted when they were missed', () => {
    const missed = missedTimes(parseCronSchedule('*/5 * * * *'), at('2026-11-21T05:00:00Z'), at('2026-11-21T05:21:00Z'));
    expect(missed).toEqual({ latest: at('2026-11-21T05:20:00Z'), count: 4 });
  });

  it('are told in local time', () => {
    expect(formatLocal(at('2026-11-21T05:00:00Z'), 'UTC')).toBe('2026-11-21T05:00:00Z');
    expect(formatLocal(at('2026-11-21T05:00:00Z'), 'Asia/Kolkata')).toBe('2026-11-21T10:30:00+05:30');
    expect(formatLocal(at('2026-11-21T05:00:00Z'), 'America/New_York')).toBe('2026-11-21T00:00:00-05:00');
  });
});
