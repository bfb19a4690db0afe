import { formatLabels } from '../../api/labels.ts';
import type { PriorityClass } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { eventsSection } from './sections/events.ts';

export const describePriorityClass = defineDescriber<PriorityClass>(async (to, priority, context) => {
  to.line(0, 'Name:', priority.metadata.name ?? '');
  to.line(0, 'Value:', String(priority.value));
  to.line(0, 'GlobalDefault:', String(priority.globalDefault ?? false));
  to.line(0, 'PreemptionPolicy:', priority.preemptionPolicy ?? '');
  to.line(0, 'Description:', priority.description ?? '');
  to.line(0, 'Annotations:', formatLabels(priority.metadata.annotations));
  await eventsSection(to, priority, context);
});
