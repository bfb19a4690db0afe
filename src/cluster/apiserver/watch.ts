import type { WatchEvent, WatchRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { expired } from '../../api/status.ts';
import type { WatchState } from '../cluster.ts';
import { objectKey } from '../store/image.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { checkNotTooLarge, parseRevision } from './revisions.ts';

/** What the watch needs to know of a resource. */
export interface WatchedResource {
  /** Group resource under which the objects are stored. */
  resource: string;
  matches(object: KubeObject): boolean;
  /** How the client wants it: object, one-row Table, metadata. */
  represent(object: KubeObject): KubeObject;
  /** An object of the kind that has nothing but metadata. */
  bookmark(metadata: KubeObject['metadata']): KubeObject;
}

/** Marks the BOOKMARK after which a client knows all that there was when it began to watch. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/** BadRequest for a revision that is none. One that is too old makes a watch whose only event says so. */
export function startWatch(request: WatchRequest, watched: WatchedResource, store: ObjectStore): WatchState {
  const { resourceVersion = '', sendInitialEvents } = request;
  const revision = resourceVersion === '' ? 0 : parseRevision(resourceVersion);
  const known = new Map<string, string>();
  if (sendInitialEvents === true) {
    checkNotTooLarge(revision, store.revision);
    return { request, revision: -1, known, initial: request.allowWatchBookmarks === true };
  }
  if (revision === 0 && sendInitialEvents !== false) return { request, revision: -1, known };
  const from = revision === 0 ? store.revision : revision;
  if (from < store.log.oldest(store.revision)) {
    const { status } = expired(`too old resource version: ${from} (${store.log.oldest(store.revision)})`);
    return { request, revision: from, known, refusal: status };
  }
  for (const [key, object] of matchingAt(watched, request, store, from)) known.set(key, object.metadata.resourceVersion ?? '');
  return { request, revision: from, known };
}

/**
 * Everything since the last poll, event by event where the change log reaches back far enough, otherwise the difference
 * between what the client knows and what there is. An object that stops matching the selector is DELETED for this client.
 */
export function pollWatch(state: WatchState, watched: WatchedResource, store: ObjectStore): WatchEvent[] {
  const { refusal } = state;
  if (refusal) {
    delete state.refusal;
    return [{ type: 'ERROR', object: refusal as unknown as KubeObject }];
  }
  const changes = state.revision < 0 ? undefined : store.log.since(state.revision, store.revision);
  const events = changes ? replay(state, watched, store, changes) : difference(state, watched, store);
  state.revision = Math.max(state.revision, store.revision);
  const told = events.map(({ type, object }): WatchEvent => ({ type, object: watched.represent(object) }));
  if (!state.initial) return told;
  delete state.initial;
  return [...told, bookmarkEvent(state, watched, { annotations: { [INITIAL_EVENTS_END]: 'true' } })];
}

/** Tells the client up to which revision it has seen everything. */
export function bookmarkEvent(state: WatchState, watched: WatchedResource, metadata: KubeObject['metadata'] = {}): WatchEvent {
  return { type: 'BOOKMARK', object: watched.bookmark({ resourceVersion: String(state.revision), ...metadata }) };
}

function replay(
  state: WatchState,
  watched: WatchedResource,
  store: ObjectStore,
  changes: NonNullable<ReturnType<ObjectStore['log']['since']>>,
): WatchEvent[] {
  const prefix = objectKey(watched.resource, state.request.namespace ?? '', '');
  const wanted = state.request.namespace ? prefix : `${watched.resource} `;
  const events: WatchEvent[] = [];
  for (const change of changes) {
    const { type, key, object } = change;
    if (!key.startsWith(wanted)) continue;
    const known = state.known.has(key);
    if (type !== 'DELETED' && watched.matches(object)) {
      events.push({ type: known ? 'MODIFIED' : 'ADDED', object });
      state.known.set(key, object.metadata.resourceVersion ?? '');
    } else if (known) {
      events.push({ type: 'DELETED', object: type === 'DELETED' ? object : lastSeen(store.log.previousOf(change), object) });
      state.known.delete(key);
    }
  }
  return events;
}

/** Who no longer sees an object is told of it as it was, with the revision of the change that hid it. */
function lastSeen(previous: KubeObject | undefined, object: KubeObject): KubeObject {
  const { resourceVersion } = object.metadata;
  return previous ? { ...previous, metadata: { ...previous.metadata, ...(resourceVersion ? { resourceVersion } : {}) } } : object;
}

function difference(state: WatchState, watched: WatchedResource, store: ObjectStore): WatchEvent[] {
  const events: WatchEvent[] = [];
  const gone = new Set(state.known.keys());
  for (const object of matching(watched, state.request, store)) {
    const key = keyOf(watched, object);
    const version = object.metadata.resourceVersion ?? '';
    const known = state.known.get(key);
    gone.delete(key);
    if (known === version) continue;
    events.push({ type: known === undefined ? 'ADDED' : 'MODIFIED', object });
    state.known.set(key, version);
  }
  for (const key of gone) {
    state.known.delete(key);
    // Only the name is left of what went away too long ago.
    const [namespace = '', name = ''] = key.slice(key.indexOf(' ') + 1).split('/');
    events.push({
      type: 'DELETED',
      object: { metadata: { name, ...(namespace ? { namespace } : {}), resourceVersion: String(store.revision) } },
    });
  }
  return events;
}

/** By key, what matched when the cluster was at `revision`; of changes that only a state file tells of, what matches now. */
function matchingAt(watched: WatchedResource, request: WatchRequest, store: ObjectStore, revision: number): Map<string, KubeObject> {
  const objects = new Map(matching(watched, request, store).map((object) => [keyOf(watched, object), object]));
  const prefix = request.namespace ? objectKey(watched.resource, request.namespace, '') : `${watched.resource} `;
  for (const [key, object] of store.log.before(revision, store.revision) ?? []) {
    if (!key.startsWith(prefix) || object === 'unknown') continue;
    if (object && watched.matches(object)) objects.set(key, object);
    else objects.delete(key);
  }
  return objects;
}

function matching(watched: WatchedResource, request: WatchRequest, store: ObjectStore): KubeObject[] {
  return store.list(watched.resource, request.namespace).filter((object) => watched.matches(object));
}

function keyOf(watched: WatchedResource, object: KubeObject): string {
  return objectKey(watched.resource, object.metadata.namespace ?? '', object.metadata.name ?? '');
}
