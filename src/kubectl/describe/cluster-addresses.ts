import type { IPAddress, ServiceCIDR } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { headSection } from './sections/head.ts';

export const describeServiceCidr = defineDescriber<ServiceCIDR>(async (to, range, context) => {
  headSection(to, range);
  to.line(0, 'CIDRs:', (range.spec?.cidrs ?? []).join(', '));
  const conditions = range.status?.conditions ?? [];
  if (conditions.length > 0) {
    to.line(0, 'Status:');
    to.line(0, 'Conditions:');
    to.line(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message');
    to.line(1, '----', '------', '------------------', '------', '-------');
  }
  for (const { type, status, lastTransitionTime, reason, message } of conditions) {
    to.line(1, type, status, timeText(lastTransitionTime as string | undefined), reason, message);
  }
  await eventsSection(to, range, context);
});

export const describeIpAddress = defineDescriber<IPAddress>(async (to, address, context) => {
  headSection(to, address);
  const parent = address.spec?.parentRef;
  if (parent) {
    to.line(0, 'Parent Reference:');
    to.line(1, 'Group:', parent.group ?? '');
    to.line(1, 'Resource:', parent.resource);
    to.line(1, 'Namespace:', parent.namespace ?? '');
    to.line(1, 'Name:', parent.name);
  }
  await eventsSection(to, address, context);
});
