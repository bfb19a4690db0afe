import { toleratesTaint } from '../tolerations.ts';
import { reject, type SchedulerPlugin } from '../framework.ts';

const CORDONED = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Cordoned nodes take only pods that tolerate it. */
export const nodeUnschedulable: SchedulerPlugin = {
  name: 'NodeUnschedulable',
  prepare: ({ pod }) => {
    const tolerated = toleratesTaint(pod.spec?.tolerations, CORDONED);
    return { filter: ({ node }) => (node.spec?.unschedulable && !tolerated ? reject('node(s) were unschedulable', true) : undefined) };
  },
  helpedBy: ({ resource }) => resource === 'nodes',
};
