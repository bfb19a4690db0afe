import type { KubeObject } from '../../../api/object.ts';
import type { CoreEvent } from '../../../api/types.ts';
import { lastSeen } from '../../events/rows.ts';
import { related, type DescribeContext } from '../define.ts';
import type { Description } from '../description.ts';

/** The events that concern an object, oldest first. `uids` are the object's own unless told otherwise. */
export async function eventsSection(
  to: Description,
  object: KubeObject,
  context: DescribeContext,
  uids?: readonly string[],
): Promise<void> {
  if (!context.showEvents) return;
  const { name = '', namespace = '', uid = '' } = object.metadata;
  const events: CoreEvent[] = [];
  for (const each of uids ?? [uid]) {
    const parts = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`];
    // A pod's events are found by its uid alone: mirror pods have those of their files.
    if (context.resource.kind !== 'Pod') parts.push(`involvedObject.kind=${context.resource.kind}`);
    if (each !== '') parts.push(`involvedObject.uid=${each}`);
    const found = await related<CoreEvent>(context, {
      group: '',
      version: 'v1',
      resource: 'events',
      ...(namespace === '' ? {} : { namespace }),
      fieldSelector: parts.join(','),
    });
    if (!found) return;
    events.push(...found);
  }
  eventLines(to, events, context.now);
}

export function eventLines(to: Description, events: readonly CoreEvent[], now: number): void {
  if (events.length === 0) {
    to.line(0, 'Events:', '<none>');
    return;
  }
  to.flush();
  to.line(0, 'Events:');
  to.line(1, 'Type', 'Reason', 'Age', 'From', 'Message');
  to.line(1, '----', '------', '----', '----', '-------');
  const sorted = [...events].sort((a, b) => timeOf(a.lastTimestamp) - timeOf(b.lastTimestamp));
  for (const event of sorted) {
    const { type = '', reason = '', message = '', source, reportingComponent = '', involvedObject } = event;
    const from = source?.component ? source.component : reportingComponent;
    const about = involvedObject.fieldPath ? `${involvedObject.fieldPath}: ` : '';
    to.line(1, type, reason, lastSeen(event, now), from, `${about}${message.trim()}`);
  }
}

function timeOf(time: string | undefined): number {
  return time ? Date.parse(time) : -Infinity;
}
