import { describe, expect, test } from 'vitest';
import { metricsOf, parseMetricTarget } from '../../../src/kubectl/autoscale/metrics.ts';

const value = (averageValue: string) => ({ type: 'AverageValue', averageValue });
const share = (averageUtilization: number) => ({ type: 'Utilization', averageUtilization });

describe('what an autoscaler aims at', () => {
  test.each([
    ['200', value('200m'), value('200Mi')],
    ['5Mi', value('5Mi'), value('5Mi')],
    ['5%', share(5), share(5)],
    [' 5%', share(5), share(5)],
    ['101%', share(101), share(101)],
    ['0', value('0'), value('0')],
    ['-5', value('-5m'), value('-5Mi')],
    ['1e3', value('1'), value('1000Mi')],
    ['0.5', value('500u'), value('512Ki')],
  ])('%s', (text, cpu, memory) => {
    expect(parseMetricTarget('cpu', text)).toEqual(cpu);
    expect(parseMetricTarget('memory', text)).toEqual(memory);
  });

  test.each([
    ['-5%', 'invalid percentage value: -5'],
    ['5.5%', 'invalid percentage value: 5.5'],
    ['%', 'invalid percentage value: '],
    ['5%%', 'invalid percentage value: 5%'],
    ['x', 'invalid resource memory value: x'],
  ])('not %s', (text, message) => {
    expect(() => parseMetricTarget('memory', text)).toThrow(message);
  });

  test('the old flag counts when it is above 0 and --cpu is not there', () => {
    const cpu = (target: object) => [{ type: 'Resource', resource: { name: 'cpu', target } }];
    expect(metricsOf({ cpu: '', memory: '' }, 60)).toEqual(cpu(share(60)));
    expect(metricsOf({ cpu: '7%', memory: '' }, 60)).toEqual(cpu(share(7)));
    expect(metricsOf({ cpu: '', memory: '' }, 0)).toEqual([]);
  });
});
