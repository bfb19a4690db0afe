import { freesResources, reject, type SchedulerPlugin } from '../framework.ts';
import { hostPortsOf } from '../node-summary.ts';

export const nodePorts: SchedulerPlugin = {
  name: 'NodePorts',
  prepare: ({ pod }) => {
    const wanted = hostPortsOf(pod);
    if (wanted.length === 0) return undefined;
    return {
      filter: ({ hostPorts }) => {
        const taken = [...hostPorts.keys()].map((key) => key.split(' ') as [string, string, string]);
        const conflict = wanted.some(({ protocol, ip, port }) =>
          taken.some(([p, i, n]) => p === protocol && Number(n) === port && (i === ip || i === '0.0.0.0' || ip === '0.0.0.0')),
        );
        return conflict ? reject("node(s) didn't have free ports for the requested pod ports") : undefined;
      },
    };
  },
  helpedBy: freesResources,
};
