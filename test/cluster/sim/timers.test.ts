import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timers } from '../../../src/cluster/sim/timers.ts';

describe('timers', () => {
  it('fires by due time, then in the order in which they were set', () => {
    const timers = new Timers([], 0);
    timers.set('a', 'late', 20);
    timers.set('a', 'first', 10);
    timers.set('b', 'second', 10);
    expect(timers.nextDue()).toBe(10);
    expect([timers.take(10)?.key, timers.take(10)?.key, timers.take(10)]).toEqual(['first', 'second', undefined]);
    expect(timers.nextDue()).toBe(20);
  });

  it('keeps one timer per actor and key: the last one set', () => {
    const timers = new Timers([], 0);
    timers.set('a', 'k', 10);
    timers.set('a', 'k', 30);
    expect(timers.take(10)).toBeUndefined();
    timers.clear('a', 'k');
    expect(timers.nextDue()).toBeUndefined();
  });

  it('fires the same whether or not the state is written and read between any two operations', () => {
    const operation = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), due: fc.integer({ min: 0, max: 20 }), clear: fc.boolean() });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const live = new Timers([], 0);
        let restarted = new Timers([], 0);
        for (const { key, due, clear } of operations) {
          for (const timers of [live, restarted]) {
            if (clear) timers.clear('x', key);
            else timers.set('x', key, due);
          }
          restarted = new Timers(structuredClone(restarted.all()), restarted.sequence);
        }
        const drain = (timers: Timers): string[] => {
          const fired: string[] = [];
          for (let timer = timers.take(100); timer; timer = timers.take(100)) fired.push(`${timer.due} ${timer.key}`);
          return fired;
        };
        const fired = drain(live);
        expect(drain(restarted)).toEqual(fired);
        expect(fired.map((text) => parseInt(text))).toEqual(fired.map((text) => parseInt(text)).sort((a, b) => a - b));
      }),
    );
  });
});
