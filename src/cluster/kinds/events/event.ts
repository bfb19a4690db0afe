import type { KubeObject } from '../../../api/object.ts';
import type { CoreEvent } from '../../../api/types.ts';
import { event as coreEvent, eventColumns, fillEvent } from '../core/event.ts';
import { defineKind, type Column } from '../define.ts';

/** Names that events.k8s.io has for fields of the core Event; all other fields are called the same. */
const RENAMED: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  reportingComponent: 'reportingController',
  source: 'deprecatedSource',
  count: 'deprecatedCount',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
};
const ORIGINAL = Object.fromEntries(Object.entries(RENAMED).map(([core, name]) => [name, core]));

/** Another view of the core Events. */
export const event = defineKind<KubeObject>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  namespaced: true,
  shortNames: ['ev'],
  definition: 'io.k8s.api.events.v1.Event',
  storedAs: 'events',
  fromStored(object) {
    const { reportingInstance, ...event } = renamed(object, RENAMED, 'events.k8s.io/v1');
    // Only the core Event writes it when it is empty.
    return reportingInstance ? { ...event, reportingInstance } : event;
  },
  toStored: (object) => {
    const stored = renamed(object, ORIGINAL, 'v1') as unknown as CoreEvent;
    fillEvent(stored);
    return stored;
  },
  prepareForCreate: keepStorageVersion,
  prepareForUpdate: keepStorageVersion,
  nameRule: 'dns-subdomain',
  columns: eventColumns.map((column): Column => ({ ...column, cell: (object, now) => column.cell(stored(object), now) })),
  createOnUpdate: true,
  fields: Object.fromEntries(
    Object.entries(coreEvent.fields ?? {})
      .filter(([field]) => field !== 'source')
      .map(([field, value]) => {
        const [first = '', ...rest] = field.split('.');
        return [[RENAMED[first] ?? first, ...rest].join('.'), (object: KubeObject) => value(stored(object) as unknown as KubeObject)];
      }),
  ),
});

/** Columns and selectors are given either form. */
function stored(object: KubeObject): CoreEvent {
  return (object['regarding'] === undefined ? object : renamed(object, ORIGINAL, 'v1')) as unknown as CoreEvent;
}

/** What is stored is a core Event, whoever wrote it. */
function keepStorageVersion(object: KubeObject): void {
  object.apiVersion = 'v1';
}

function renamed(object: KubeObject, names: Readonly<Record<string, string>>, apiVersion: string): KubeObject {
  const entries = Object.entries(object).map(([field, value]) => [names[field] ?? field, value] as const);
  return { ...Object.fromEntries(entries), apiVersion } as KubeObject;
}
