import { formatLabelSelector, type LabelSelector } from '../../api/labels.ts';
import type { PodDisruptionBudget } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { eventsSection } from './sections/events.ts';
import { nameLines } from './sections/head.ts';

export const describePodDisruptionBudget = defineDescriber<PodDisruptionBudget>(async (to, budget, context) => {
  const { spec, status } = budget;
  nameLines(to, budget);
  if (spec?.minAvailable !== undefined) to.line(0, 'Min available:', String(spec.minAvailable));
  else if (spec?.maxUnavailable !== undefined) to.line(0, 'Max unavailable:', String(spec.maxUnavailable));
  to.line(0, 'Selector:', spec?.selector ? formatLabelSelector(spec.selector as LabelSelector) : '<unset>');
  to.line(0, 'Status:');
  to.line(2, 'Allowed disruptions:', String(status?.disruptionsAllowed ?? 0));
  to.line(2, 'Current:', String(status?.currentHealthy ?? 0));
  to.line(2, 'Desired:', String(status?.desiredHealthy ?? 0));
  to.line(2, 'Total:', String(status?.expectedPods ?? 0));
  await eventsSection(to, budget, context);
});
