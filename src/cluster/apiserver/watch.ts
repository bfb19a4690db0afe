import type { WatchEvent, WatchRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import type { WatchState } from '../cluster.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { objectKey } from '../store/image.ts';

/** What the watch needs to know of a resource. */
export interface WatchedResource {
  /** Group resource under which the objects are stored. */
  resource: string;
  matches(object: KubeObject): boolean;
  /** How the client wants it: object, one-row Table, metadata. */
  represent(object: KubeObject): KubeObject;
}

export function startWatch(request: WatchRequest, watched: WatchedResource, store: ObjectStore): WatchState {
  const known = new Map<string, string>();
  if (request.resourceVersion === undefined || request.resourceVersion === '0') return { request, revision: -1, known };
  for (const object of matching(watched, request, store)) known.set(keyOf(watched, object), object.metadata.resourceVersion ?? '');
  return { request, revision: Number(request.resourceVersion), known };
}

/**
 * Everything since the last poll, event by event where the change log reaches back far enough, otherwise the difference
 * between what the client knows and what there is. An object that stops matching the selector is DELETED for this client.
 */
export function pollWatch(state: WatchState, watched: WatchedResource, store: ObjectStore): WatchEvent[] {
  const changes = state.revision < 0 ? undefined : store.log.since(state.revision, store.revision);
  const events = changes ? replay(state, watched, changes) : difference(state, watched, store);
  state.revision = store.revision;
  return events.map((event) => ({ type: event.type, object: watched.represent(event.object) }));
}

function replay(
  state: WatchState,
  watched: WatchedResource,
  changes: readonly { type: WatchEvent['type']; key: string; object: KubeObject }[],
): WatchEvent[] {
  const prefix = objectKey(watched.resource, state.request.namespace ?? '', '');
  const wanted = state.request.namespace ? prefix : `${watched.resource} `;
  const events: WatchEvent[] = [];
  for (const { type, key, object } of changes) {
    if (!key.startsWith(wanted)) continue;
    const known = state.known.has(key);
    if (type !== 'DELETED' && watched.matches(object)) {
      events.push({ type: known ? 'MODIFIED' : 'ADDED', object });
      state.known.set(key, object.metadata.resourceVersion ?? '');
    } else if (known) {
      events.push({ type: 'DELETED', object });
      state.known.delete(key);
    }
  }
  return events;
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

function matching(watched: WatchedResource, request: WatchRequest, store: ObjectStore): KubeObject[] {
  return store.list(watched.resource, request.namespace).filter((object) => watched.matches(object));
}

function keyOf(watched: WatchedResource, object: KubeObject): string {
  return objectKey(watched.resource, object.metadata.namespace ?? '', object.metadata.name ?? '');
}
