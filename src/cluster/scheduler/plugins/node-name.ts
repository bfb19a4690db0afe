import { reject, type SchedulerPlugin } from '../framework.ts';

export const nodeName: SchedulerPlugin = {
  name: 'NodeName',
  prepare: ({ pod }) => {
    const wanted = pod.spec?.nodeName;
    if (!wanted) return undefined;
    return {
      filter: ({ node }) => (node.metadata.name === wanted ? undefined : reject("node(s) didn't match the requested node name", true)),
    };
  },
  helpedBy: ({ resource, type }) => resource === 'nodes' && type === 'ADDED',
};
