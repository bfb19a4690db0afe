import type { ApiRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import * as status from '../../api/status.ts';
import type { KindDefinition } from '../kinds/define.ts';
import { objectKey } from '../store/image.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { decodeContinue, encodeContinue, type Continuation } from './continue-token.ts';
import { checkNotTooLarge, parseRevision } from './revisions.ts';
import { storageName } from './registry.ts';

type ListRequest = Pick<
  ApiRequest,
  'namespace' | 'labelSelector' | 'fieldSelector' | 'resourceVersion' | 'resourceVersionMatch' | 'limit' | 'continue'
>;

export interface Page<Item> {
  items: readonly Item[];
  /** metadata of the list. */
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

const TOO_OLD = 'The resourceVersion for the provided list is too old.';
const INCONSISTENT =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, ' +
  'or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an ' +
  'inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * The objects that a list request wants, in the state of the cluster that it wants, a page of them when it has a limit. Each goes through
 * `view` at once: where nobody asks by selector, objects that are not on the page are not even parsed, and those that are need not stay.
 */
export function listPage<Item>(
  kind: KindDefinition,
  request: ListRequest,
  store: ObjectStore,
  matches: (object: KubeObject) => boolean,
  view: (object: KubeObject) => Item,
): Page<Item> {
  const continuation = request.continue ? continued(request) : undefined;
  const revision = continuation ? (continuation.revision > 0 ? continuation.revision : undefined) : exactRevision(request, store);
  const namespace = kind.namespaced ? request.namespace || undefined : undefined;
  const withNamespace = kind.namespaced && namespace === undefined;
  const selective = Boolean(request.labelSelector) || Boolean(request.fieldSelector);
  const resourceVersion = String(revision ?? store.revision);

  const page = <Found>(found: readonly Found[], nameOf: (found: Found) => string, objectOf: (found: Found) => KubeObject): Page<Item> => {
    const wanted = continuation ? found.filter((one) => nameOf(one) >= continuation.start) : found;
    const { limit = 0 } = request;
    const items = (limit > 0 ? wanted.slice(0, limit) : wanted).map((one) => view(objectOf(one)));
    if (limit <= 0 || wanted.length <= limit) return { items, metadata: { resourceVersion } };
    const start = `${nameOf(wanted[limit - 1]!)}\0`;
    return {
      items,
      metadata: {
        resourceVersion,
        continue: encodeContinue({ revision: Number(resourceVersion), start }),
        ...(selective ? {} : { remainingItemCount: wanted.length - limit }),
      },
    };
  };

  if (!selective && (revision === undefined || revision === store.revision))
    return page(
      store.entries(storageName(kind), namespace),
      (entry) => relativeKey(entry, withNamespace),
      (entry) => entry.glance(),
    );
  return page(
    objectsAt(kind, namespace, store, revision, continuation).filter(matches),
    ({ metadata }) => relativeKey(metadata, withNamespace),
    (object) => object,
  );
}

function continued({ continue: token = '', resourceVersion }: ListRequest): Continuation {
  const continuation = decodeContinue(token);
  if (resourceVersion && resourceVersion !== '0') throw status.badRequest('specifying resource version is not allowed when using continue');
  return continuation;
}

/** The one state that will do, or undefined when the present one does. */
function exactRevision({ resourceVersion, resourceVersionMatch, limit = 0 }: ListRequest, store: ObjectStore): number | undefined {
  if (!resourceVersion) return undefined;
  const revision = parseRevision(resourceVersion);
  checkNotTooLarge(revision, store.revision);
  // Without a match, a limit asks for exactly this state: the old way.
  const exact = resourceVersionMatch === 'Exact' || (resourceVersionMatch === undefined && limit > 0 && revision > 0);
  return exact ? revision : undefined;
}

function objectsAt(
  kind: KindDefinition,
  namespace: string | undefined,
  store: ObjectStore,
  revision: number | undefined,
  continuation: Continuation | undefined,
): readonly KubeObject[] {
  const resource = storageName(kind);
  const present = store.list(resource, namespace);
  if (revision === undefined || revision === store.revision) return present;
  const before = revision < store.revision ? store.log.before(revision, store.revision) : undefined;
  if (!before) throw continuation ? inconsistent(continuation) : status.expired(TOO_OLD);
  const byKey = new Map(present.map((object) => [keyOf(resource, object), object]));
  const prefix = namespace === undefined ? `${resource} ` : objectKey(resource, namespace, '');
  for (const [key, object] of before) {
    if (!key.startsWith(prefix)) continue;
    if (object === 'unknown') throw continuation ? inconsistent(continuation) : status.expired(TOO_OLD);
    if (object) byKey.set(key, object);
    else byKey.delete(key);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

/** Too old to go on consistently: the client gets a token with which it may go on all the same. */
function inconsistent({ start }: Continuation): status.StatusError {
  const error = status.expired(INCONSISTENT);
  error.status.metadata.continue = encodeContinue({ revision: -1, start });
  return error;
}

function relativeKey({ namespace = '', name = '' }: { namespace?: string; name?: string }, withNamespace: boolean): string {
  return withNamespace ? `${namespace}/${name}` : name;
}

function keyOf(resource: string, { metadata }: KubeObject): string {
  return objectKey(resource, metadata.namespace ?? '', metadata.name ?? '');
}
