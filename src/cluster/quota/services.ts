import { fromInteger } from '../../api/quantity.ts';
import type { Service } from '../../api/types.ts';
import type { Measure } from './measure.ts';

const NAMES = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];

/** What a Service intends to have counts: its ports are given out later. */
export const serviceMeasure: Measure = {
  measures: (name) => NAMES.includes(name),
  updates: ['', 'status'],
  usage(object) {
    const { spec } = object as unknown as Service;
    const balanced = spec?.type === 'LoadBalancer';
    const ports = spec?.ports ?? [];
    const counted = balanced && spec.allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort) : ports;
    return new Map([
      ['count/services', fromInteger(1)],
      ['services', fromInteger(1)],
      ['services.nodeports', fromInteger(balanced || spec?.type === 'NodePort' ? counted.length : 0)],
      ['services.loadbalancers', fromInteger(balanced ? 1 : 0)],
    ]);
  },
};
