import type { KubeObject } from '../../api/object.ts';
import type { CoreEvent } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { EventRecorder, RecordedEvent } from './event-recorder.ts';

/** Distinct messages of one reason about one object, within the interval, from which on they are combined into one event. */
const SIMILAR_EVENTS = 10;
const SIMILAR_INTERVAL = 600_000;
/** A source may say this much about one object at once, and one thing more every five minutes. */
const SPAM_BURST = 25;
const SPAM_REFILL = 300_000;
const COMBINED = '(combined from similar events): ';

export interface RecorderParts {
  api: ClusterApi;
  /** The last resourceVersion given out. */
  revision(): number;
  now(): number;
  timestamp(): string;
  microTimestamp(): string;
  /** Events about an object, through the store's index. */
  eventsAbout(uid: string, name: string): readonly CoreEvent[];
}

/**
 * The event correlator of Kubernetes' recorders. Its originals keep caches; ours reads the same facts off the events that
 * are stored, so that nothing has to be remembered between two processes.
 */
export function eventRecorder(parts: RecorderParts): EventRecorder {
  return {
    record: (about, event) => tolerateRefusal(() => recordCounted(parts, about, event)),
    recordSeries: (about, event) => tolerateRefusal(() => recordInSeries(parts, about, event)),
  };
}

/** Events are best effort: a namespace that is going away refuses them, and nobody minds. */
function tolerateRefusal(record: () => void): void {
  try {
    record();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StatusError') throw error;
  }
}

function recordCounted(parts: RecorderParts, about: KubeObject, event: RecordedEvent): void {
  const fromSource = parts
    .eventsAbout(about.metadata.uid ?? '', about.metadata.name ?? '')
    .filter((stored) => stored.source?.component === event.component && !stored.series && stored.source?.host === event.host);
  if (spamming(parts, fromSource)) return;
  const similar = fromSource.filter((stored) => stored.type === event.type && stored.reason === event.reason);
  const recent = similar.filter((stored) => parts.now() - lastSeen(stored) <= SIMILAR_INTERVAL);
  const messages = new Set(recent.filter((stored) => !stored.message?.startsWith(COMBINED)).map((stored) => stored.message));
  messages.add(event.message);
  // The original forgets one of the ten at random each time; once it combines, it goes on combining.
  const combine = messages.size >= SIMILAR_EVENTS || recent.some((stored) => stored.message?.startsWith(COMBINED));
  const repeated = combine
    ? recent.find((stored) => stored.message?.startsWith(COMBINED))
    : similar.find((stored) => stored.message === event.message && stored.involvedObject.fieldPath === event.fieldPath);
  const message = combine ? COMBINED + event.message : event.message;
  const now = parts.timestamp();
  if (repeated) {
    parts.api.update('events', { ...repeated, message, count: (repeated.count ?? 1) + 1, lastTimestamp: now });
    return;
  }
  create(parts, about, event, { message, firstTimestamp: now, lastTimestamp: now, count: 1, eventTime: null });
}

function recordInSeries(parts: RecorderParts, about: KubeObject, event: RecordedEvent & { action: string; related?: KubeObject }): void {
  const now = parts.microTimestamp();
  const repeated = parts
    .eventsAbout(about.metadata.uid ?? '', about.metadata.name ?? '')
    .find(
      (stored) =>
        stored.reportingComponent === event.component &&
        stored.action === event.action &&
        stored.reason === event.reason &&
        stored.message === event.message &&
        parts.now() - lastSeen(stored) <= SIMILAR_INTERVAL,
    );
  if (repeated) {
    parts.api.update('events', { ...repeated, series: { count: (repeated.series?.count ?? 1) + 1, lastObservedTime: now } });
    return;
  }
  create(parts, about, event, {
    message: event.message,
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: now,
    action: event.action,
    ...(event.related ? { related: reference(event.related) } : {}),
  });
}

function create(parts: RecorderParts, about: KubeObject, event: RecordedEvent, particulars: Record<string, unknown>): void {
  const series = particulars['eventTime'] !== null;
  const created = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName(parts, about), namespace: about.metadata.namespace ?? 'default' },
    involvedObject: { ...reference(about), ...(event.fieldPath ? { fieldPath: event.fieldPath } : {}) },
    reason: event.reason,
    source: series ? {} : { component: event.component, ...(event.host ? { host: event.host } : {}) },
    type: event.type,
    reportingComponent: event.component,
    reportingInstance: event.host ?? (series ? `${event.component}-kubesim-control-plane` : ''),
    ...particulars,
  };
  parts.api.create('events', created as unknown as CoreEvent);
}

/** NAME.HEX with the time in nanoseconds. What is below our milliseconds counts up, so that names sort in the order in which things were said. */
function eventName(parts: RecorderParts, about: KubeObject): string {
  const nanoseconds = BigInt(parts.now()) * 1_000_000n + BigInt(parts.revision() % 1_000_000);
  return `${about.metadata.name ?? ''}.${nanoseconds.toString(16)}`;
}

function reference(object: KubeObject): Record<string, string> {
  const { kind = '', apiVersion = '', metadata } = object;
  return {
    apiVersion,
    kind,
    name: metadata.name ?? '',
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    resourceVersion: metadata.resourceVersion ?? '',
    uid: metadata.uid ?? '',
  };
}

/** The source's token bucket for this object, worked out from what it has said. */
function spamming(parts: RecorderParts, fromSource: readonly CoreEvent[]): boolean {
  if (fromSource.length === 0) return false;
  const said = fromSource.reduce((sum, event) => sum + (event.count ?? 1), 0);
  if (said < SPAM_BURST) return false;
  const first = Math.min(...fromSource.map((event) => Date.parse(event.firstTimestamp ?? event.metadata.creationTimestamp ?? '')));
  return SPAM_BURST - said + Math.floor((parts.now() - first) / SPAM_REFILL) <= 0;
}

/** When an event was last heard (ms since the epoch). */
export function lastSeen(event: CoreEvent): number {
  const time = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return time ? Date.parse(time) : 0;
}
