import { formatLabels, type LabelSelector } from '../../api/labels.ts';
import type { DaemonSet } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { podTemplateSection } from './pod-template.ts';
import { selectorText } from './replica-sets.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines, nameLines } from './sections/head.ts';
import { podCountsLine } from './sections/pod-counts.ts';

export const describeDaemonSet = defineDescriber<DaemonSet>(async (to, set, context) => {
  const { spec, status } = set;
  const selector = selectorText(spec?.selector as LabelSelector);
  nameLines(to, set);
  to.line(0, 'Selector:', selector);
  to.line(0, 'Node-Selector:', formatLabels(spec?.template.spec?.nodeSelector));
  metadataLines(to, set);
  to.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`);
  to.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`);
  to.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`);
  to.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`);
  to.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`);
  await podCountsLine(to, set, selector, context);
  podTemplateSection(to, spec?.template);
  await eventsSection(to, set, context);
});
