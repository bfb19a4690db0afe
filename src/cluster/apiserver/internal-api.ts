import type { KubeObject } from '../../api/object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { kindNamed, type KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { ClusterApi } from './cluster-api.ts';
import { SYSTEM_USER } from './users.ts';
import { privateCopy, type Registry, type WriteOptions } from './registry.ts';

export interface InternalApiParts {
  store: ObjectStore;
  registry: Registry;
  kinds: KindCatalogue;
  /** Whose fields they are that are written through this API. */
  manager: string;
  /** Sub-resources with a handler of their own, and patches, go the way of any request. */
  post(kind: KindDefinition, namespace: string, name: string, subresource: string, body: unknown): KubeObject;
  patch(
    kind: KindDefinition,
    namespace: string,
    name: string,
    patchType: string,
    patch: unknown,
    manager: string,
    subresource?: string,
  ): KubeObject;
}

/** The API for the cluster's own actors: the registry without decoding, since what they write is typed. */
export function internalApi(parts: InternalApiParts): ClusterApi {
  const { store, registry, kinds, manager } = parts;
  const trusted: WriteOptions = {
    user: SYSTEM_USER,
    dryRun: false,
    warn: () => undefined,
    manager: { name: manager, subresource: '' },
    onlyTracked: true,
  };
  const status = { ...trusted, manager: { name: manager, subresource: 'status' } };
  const named = (resource: string): KindDefinition => kindNamed(kinds, resource);
  const api = {
    get: (resource: string, namespace: string, name: string) => store.get(resource, namespace, name),
    list: (resource: string, namespace?: string) => store.list(resource, namespace),
    owned: (resource: string, ownerUid: string) => store.indexed('owner', resource, ownerUid),
    podsOnNode: (nodeName: string) => store.indexed('node', 'pods', nodeName),
    create: (resource: string, object: KubeObject) =>
      registry.create(named(resource), object.metadata.namespace ?? '', privateCopy(object), trusted),
    update: (resource: string, object: KubeObject) =>
      registry.update(named(resource), object.metadata.namespace ?? '', object.metadata.name ?? '', privateCopy(object), trusted),
    updateStatus: (resource: string, object: KubeObject) => registry.writeStatus(named(resource), object, object, status),
    patch: (resource: string, namespace: string, name: string, type: string, patch: unknown, subresource?: string) =>
      parts.patch(named(resource), namespace, name, type, patch, manager, subresource),
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
      if (subresource === 'status') return registry.writeStatus(named(resource), current, next, status);
      return registry.update(named(resource), namespace, name, next, trusted);
    },
    delete: (resource: string, namespace: string, name: string, options = {}) => {
      registry.delete(named(resource), namespace, name, options, trusted);
    },
    createSubresource: (resource: string, namespace: string, name: string, subresource: string, body: unknown) =>
      parts.post(named(resource), namespace, name, subresource, body),
  };
  return api as unknown as ClusterApi;
}
