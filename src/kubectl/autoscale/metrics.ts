import { canonicalQuantity, isQuantity } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';

/** What an autoscaler aims at for one resource: a share of what pods request, or an amount per pod. */
export type MetricTarget = { type: 'Utilization'; averageUtilization: number } | { type: 'AverageValue'; averageValue: string };

/** The unit of bare numbers: milli-CPUs and mebibytes. */
const units = { cpu: 'm', memory: 'Mi' };

/** Reads `70%`, `500m`, `200`. Throws UserError. */
export function parseMetricTarget(resource: 'cpu' | 'memory', text: string): MetricTarget {
  const trimmed = text.trim();
  if (trimmed.endsWith('%')) {
    const number = trimmed.slice(0, -1);
    if (!/^\+?\d+$/.test(number) || Number(number) >= 2 ** 31) throw new UserError(`invalid percentage value: ${number}`);
    return { type: 'Utilization', averageUtilization: Number(number) };
  }
  const quantity = /[a-zA-Z]$/.test(trimmed) ? trimmed : inUnit(trimmed, units[resource]);
  if (!isQuantity(quantity)) throw new UserError(`invalid resource ${resource} value: ${text}`);
  return { type: 'AverageValue', averageValue: canonicalQuantity(quantity) };
}

/** `1e3` has an exponent where the unit should go. */
function inUnit(number: string, unit: string): string {
  return /^[-+]?[\d.]+$/.test(number) ? number + unit : Number(number) + unit;
}

/** The `spec.metrics` that the flags stand for. `cpuPercent` is the old flag; it counts when it is above 0. */
export function metricsOf(flags: { cpu: string; memory: string }, cpuPercent: number): object[] {
  const targets: [name: string, target: MetricTarget][] = [];
  if (flags.cpu !== '') targets.push(['cpu', parseMetricTarget('cpu', flags.cpu)]);
  else if (cpuPercent > 0) targets.push(['cpu', { type: 'Utilization', averageUtilization: cpuPercent }]);
  if (flags.memory !== '') targets.push(['memory', parseMetricTarget('memory', flags.memory)]);
  return targets.map(([name, target]) => ({ type: 'Resource', resource: { name, target } }));
}
