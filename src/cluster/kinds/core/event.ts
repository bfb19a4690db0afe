import { invalid, type FieldError } from '../../../api/field-error.ts';
import type { CoreEvent } from '../../../api/types.ts';
import { age, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type Column } from '../define.ts';

/** The printer works on what is stored, whichever API version is asked for. */
export const eventColumns: readonly Column<CoreEvent>[] = [
  textColumn<CoreEvent>('Last Seen', lastSeen),
  textColumn<CoreEvent>('Type', ({ type }) => type ?? ''),
  textColumn<CoreEvent>('Reason', ({ reason }) => reason ?? ''),
  textColumn<CoreEvent>('Object', objectText),
  textColumn<CoreEvent>('Subobject', ({ involvedObject }) => involvedObject.fieldPath ?? '', 1),
  textColumn<CoreEvent>('Source', sourceText, 1),
  textColumn<CoreEvent>('Message', ({ message }) => (message ?? '').trim()),
  textColumn<CoreEvent>('First Seen', firstSeen, 1),
  { name: 'Count', type: 'string', priority: 1, cell: ({ series, count }) => series?.count ?? (count || 1) },
  { ...nameColumn, priority: 1 } as Column<CoreEvent>,
];

export const event = defineKind<CoreEvent>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  namespaced: true,
  shortNames: ['ev'],
  definition: 'io.k8s.api.core.v1.Event',
  nameRule: 'dns-subdomain',
  columns: eventColumns,
  createOnUpdate: true,
  fields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || (reportingComponent ?? ''),
    type: ({ type }) => type ?? '',
  },
  setDefaults: fillEvent,
  validate,
});

/** Fields that an Event always shows, set or not. */
export function fillEvent(object: CoreEvent): void {
  object.involvedObject ??= {};
  object.source ??= {};
  object.reportingComponent ??= '';
  object.reportingInstance ??= '';
  const times: { eventTime?: string | null; firstTimestamp?: string | null; lastTimestamp?: string | null } = object;
  times.eventTime ??= null;
  times.firstTimestamp ??= null;
  times.lastTimestamp ??= null;
}

function validate({ metadata, involvedObject }: CoreEvent): FieldError[] {
  const about = involvedObject.namespace ?? '';
  const expected = about === '' ? 'default' : about;
  if (metadata.namespace === expected || (about === '' && metadata.namespace === 'kube-system')) return [];
  return [invalid('involvedObject.namespace', about, 'does not match event.namespace')];
}

function firstSeen({ firstTimestamp, eventTime }: CoreEvent, now: number): string {
  return age(firstTimestamp || eventTime, now);
}

function lastSeen(object: CoreEvent, now: number): string {
  if (object.series) return age(object.series.lastObservedTime, now);
  return object.lastTimestamp ? age(object.lastTimestamp, now) : firstSeen(object, now);
}

function objectText({ involvedObject }: CoreEvent): string {
  const kind = (involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

function sourceText({ source, reportingComponent, reportingInstance }: CoreEvent): string {
  const component = source?.component || (reportingComponent ?? '');
  const instance = source?.host || (reportingInstance ?? '');
  return instance === '' ? component : `${component}, ${instance}`;
}
