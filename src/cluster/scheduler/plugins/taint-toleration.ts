import { byMaximum, reject, type SchedulerPlugin } from '../framework.ts';
import { untolerated } from '../tolerations.ts';

export const taintToleration: SchedulerPlugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare: ({ pod }) => {
    const tolerations = pod.spec?.tolerations;
    return {
      filter: ({ node }) =>
        untolerated(tolerations, node.spec?.taints, ['NoSchedule', 'NoExecute']).length > 0
          ? reject('node(s) had untolerated taint(s)', true)
          : undefined,
      score: ({ node }) => untolerated(tolerations, node.spec?.taints, ['PreferNoSchedule']).length,
      normalize: (scores) => byMaximum(scores, true),
    };
  },
  helpedBy: ({ resource }) => resource === 'nodes',
};
