import { byMaximum, reject, type SchedulerPlugin } from '../framework.ts';
import { matchesNodeSelector, matchesTerm } from '../node-selector.ts';

/** nodeSelector, and required and preferred node affinity. */
export const nodeAffinity: SchedulerPlugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare: ({ pod }) => {
    const selector = Object.entries(pod.spec?.nodeSelector ?? {});
    const affinity = pod.spec?.affinity?.nodeAffinity;
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (selector.length === 0 && !required && preferred.length === 0) return undefined;
    return {
      filter: ({ node }) => {
        const { labels } = node.metadata;
        const selected = selector.every(([key, value]) => labels?.[key] === value);
        return selected && (!required || matchesNodeSelector(required, node))
          ? undefined
          : reject("node(s) didn't match Pod's node affinity/selector", true);
      },
      ...(preferred.length > 0 && {
        score: ({ node }) => preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0),
        normalize: (scores: readonly number[]) => byMaximum(scores),
      }),
    };
  },
  helpedBy: ({ resource }) => resource === 'nodes',
};
