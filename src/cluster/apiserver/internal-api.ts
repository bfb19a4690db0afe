import type { UserInfo } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { kindNamed, type KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { ClusterApi } from './cluster-api.ts';
import { privateCopy, type Registry, type WriteOptions } from './registry.ts';

export interface InternalApiParts {
  store: ObjectStore;
  registry: Registry;
  kinds: KindCatalogue;
  /** Whose fields they are that are written through this API. */
  manager: string | ((object: KubeObject | undefined) => string);
  /** Objects tell themselves who manages what. */
  applied?: boolean;
  /** The kind in the version in which an object is written, where that is not the stored one. */
  writtenAs?(object: KubeObject | undefined): KindDefinition | undefined;
  requestor: Requestor;
  /** Sub-resources with a handler of their own, and patches, go the way of any request. */
  post(kind: KindDefinition, namespace: string, name: string, subresource: string, body: unknown, user: UserInfo): KubeObject;
  patch(
    kind: KindDefinition,
    namespace: string,
    name: string,
    patchType: string,
    patch: unknown,
    manager: string,
    subresource: string | undefined,
    user: UserInfo,
  ): KubeObject;
}

/** Who writes an object: the user that admission is told of. */
export type Requestor = (resource: string, object: KubeObject | undefined) => UserInfo;

/** The API for the cluster's own actors: the registry without decoding, since what they write is typed. */
export function internalApi(parts: InternalApiParts): ClusterApi {
  const { store, registry, kinds, manager, requestor } = parts;
  const managerOf = typeof manager === 'string' ? () => manager : manager;
  const by = (resource: string, object: KubeObject | undefined, subresource = ''): WriteOptions => {
    const writtenAs = parts.writtenAs?.(object);
    return {
      user: requestor(resource, object),
      dryRun: false,
      warn: () => undefined,
      manager: { name: managerOf(object), subresource },
      ...(writtenAs ? { writtenAs } : {}),
      ...(parts.applied ? { applied: true } : {}),
      own: true,
    };
  };
  const named = (resource: string): KindDefinition => kindNamed(kinds, resource);
  const api = {
    get: (resource: string, namespace: string, name: string) => store.get(resource, namespace, name),
    list: (resource: string, namespace?: string) => store.list(resource, namespace),
    owned: (resource: string, ownerUid: string) => store.indexed('owner', resource, ownerUid),
    podsOnNode: (nodeName: string) => store.indexed('node', 'pods', nodeName),
    create: (resource: string, object: KubeObject) =>
      registry.create(named(resource), object.metadata.namespace ?? '', privateCopy(object), by(resource, object)),
    update: (resource: string, object: KubeObject) =>
      registry.update(
        named(resource),
        object.metadata.namespace ?? '',
        object.metadata.name ?? '',
        privateCopy(object),
        by(resource, object),
      ),
    updateStatus: (resource: string, object: KubeObject) =>
      registry.writeStatus(named(resource), object, object, by(resource, object, 'status')),
    patch: (resource: string, namespace: string, name: string, type: string, patch: unknown, subresource?: string) =>
      parts.patch(
        named(resource),
        namespace,
        name,
        type,
        patch,
        managerOf(undefined),
        subresource,
        requestor(resource, store.get(resource, namespace, name)),
      ),
    modify: (
      resource: string,
      namespace: string,
      name: string,
      change: (draft: KubeObject) => KubeObject | void,
      subresource?: 'status',
    ) => {
      const current = store.get(resource, namespace, name);
      if (!current) return undefined;
      const draft = privateCopy(current);
      const next = change(draft) ?? draft;
      if (subresource === 'status') return registry.writeStatus(named(resource), current, next, by(resource, current, 'status'));
      return registry.update(named(resource), namespace, name, next, by(resource, current));
    },
    delete: (resource: string, namespace: string, name: string, options = {}) => {
      registry.delete(named(resource), namespace, name, options, by(resource, store.get(resource, namespace, name)));
    },
    createSubresource: (resource: string, namespace: string, name: string, subresource: string, body: unknown) =>
      parts.post(named(resource), namespace, name, subresource, body, requestor(resource, store.get(resource, namespace, name))),
  };
  return api as unknown as ClusterApi;
}
