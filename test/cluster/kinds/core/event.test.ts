import { describe, expect, test } from 'vitest';
import { event as core } from '../../../../src/cluster/kinds/core/event.ts';
import { event as grouped } from '../../../../src/cluster/kinds/events/event.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { cells } from '../../../support/kinds.ts';

const now = Date.UTC(2026, 10, 21, 6);

const counted = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.1', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{web}' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting\n',
  source: { component: 'kubelet', host: 'worker' },
  reportingComponent: 'kubelet',
  reportingInstance: 'worker',
  count: 4,
  eventTime: null,
  firstTimestamp: '2026-11-21T05:58:00Z',
  lastTimestamp: '2026-11-21T05:59:50Z',
};

const series = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'web.2', namespace: 'default' },
  involvedObject: { kind: 'Pod', name: 'web' },
  type: 'Normal',
  reason: 'Scheduled',
  message: 'assigned',
  source: {},
  reportingComponent: 'default-scheduler',
  reportingInstance: '',
  eventTime: '2026-11-21T05:57:00.000000Z',
  firstTimestamp: null,
  lastTimestamp: null,
};

describe('rows', () => {
  test.each([
    [counted, ['10s', 'Warning', 'BackOff', 'pod/web', 'spec.containers{web}', 'kubelet, worker', 'Back-off restarting', '2m', 4, 'web.1']],
    [series, ['3m', 'Normal', 'Scheduled', 'pod/web', '', 'default-scheduler', 'assigned', '3m', 1, 'web.2']],
    [
      { ...series, series: { count: 7, lastObservedTime: '2026-11-21T05:59:59.000000Z' } },
      ['1s', 'Normal', 'Scheduled', 'pod/web', '', 'default-scheduler', 'assigned', '3m', 7, 'web.2'],
    ],
  ])('%#', (object, row) => {
    expect(cells(core, object, now)).toEqual(row);
    expect(cells(grouped, grouped.fromStored!(object), now)).toEqual(row);
  });
});

test('events.k8s.io shows the same events under other names, and back', () => {
  const shown = grouped.fromStored!(counted);
  expect(shown).toMatchObject({
    apiVersion: 'events.k8s.io/v1',
    note: counted.message,
    regarding: counted.involvedObject,
    deprecatedCount: 4,
  });
  expect(shown).not.toHaveProperty('message');
  expect(grouped.toStored!(shown)).toEqual(counted);
});

test('an event written through events.k8s.io is a core event', () => {
  const server = kindServer();
  server.create(`
apiVersion: events.k8s.io/v1
kind: Event
metadata: {name: e}
regarding: {kind: Pod, name: web, namespace: default}
eventTime: "2026-11-21T05:57:00.000000Z"
reportingController: me
reportingInstance: here
action: Look
reason: Looked
type: Normal
note: saw it`);
  expect(server.api.get('events', 'default', 'e')).toMatchObject({ apiVersion: 'v1', message: 'saw it', involvedObject: { name: 'web' } });
});

test('selectable fields of both views', () => {
  expect(core.fields?.['involvedObject.kind']?.(counted)).toBe('Pod');
  expect(core.fields?.['source']?.(series)).toBe('default-scheduler');
  expect(grouped.fields?.['regarding.kind']?.(grouped.fromStored!(counted))).toBe('Pod');
  expect(grouped.fields?.['regarding.kind']?.(counted)).toBe('Pod');
  expect(grouped.fields?.['reportingController']?.(series)).toBe('default-scheduler');
});
