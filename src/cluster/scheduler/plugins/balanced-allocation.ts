import { MAX_SCORE, type SchedulerPlugin } from '../framework.ts';

/** Prefers nodes on which cpu and memory are used to the same share. */
export const balancedAllocation: SchedulerPlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  prepare: ({ requests }) => {
    const cpu = requests.amounts.get('cpu') ?? 0;
    const memory = requests.amounts.get('memory') ?? 0;
    if (cpu === 0 && memory === 0) return undefined;
    return {
      score: ({ allocatable, requested }) => {
        const share = (resource: string, amount: number): number =>
          Math.min(1, ((requested.get(resource) ?? 0) + amount) / Math.max(1, allocatable.get(resource) ?? 0));
        const deviation = Math.abs(share('cpu', cpu) - share('memory', memory)) / 2;
        return Math.floor((1 - deviation) * MAX_SCORE);
      },
    };
  },
  helpedBy: () => false,
};
