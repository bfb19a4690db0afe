import { freesResources, MAX_SCORE, type SchedulerPlugin } from '../framework.ts';

/** Requests against what is left of the node's allocatable; scores prefer emptier nodes. */
export const nodeResourcesFit: SchedulerPlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  prepare: ({ requests }) => ({
    filter: ({ allocatable, requested, pods }) => {
      const reasons: string[] = [];
      let unresolvable = false;
      if (pods.size + 1 > (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
      for (const [resource, amount] of requests.amounts) {
        if (amount === 0) continue;
        const capacity = allocatable.get(resource) ?? 0;
        if (amount <= capacity - (requested.get(resource) ?? 0)) continue;
        reasons.push(`Insufficient ${resource}`);
        if (amount > capacity) unresolvable = true;
      }
      return reasons.length > 0 ? { reasons, unresolvable } : undefined;
    },
    score: ({ allocatable, scoring }) => {
      const free = (resource: 'cpu' | 'memory'): number => {
        const capacity = allocatable.get(resource) ?? 0;
        const used = scoring[resource] + requests.scoring[resource];
        return capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * MAX_SCORE) / capacity);
      };
      return Math.floor((free('cpu') + free('memory')) / 2);
    },
  }),
  helpedBy: freesResources,
};
