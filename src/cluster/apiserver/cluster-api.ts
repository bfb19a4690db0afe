import type { KubeObject } from '../../api/object.ts';
import type { PatchType } from '../../api/client.ts';
import type { ResourceTypes } from '../../api/resource-types.ts';

/** A resource by its group resource name: `pods`, `deployments.apps`. Known names give typed objects. */
export type ResourceName = keyof ResourceTypes | (string & {});
export type ObjectOf<R extends ResourceName> = R extends keyof ResourceTypes ? ResourceTypes[R] : KubeObject;

/** What a creator hands in: the server fills in the rest of the metadata. */
export type NewObject<T> = Omit<T, 'metadata'> & { metadata: Partial<KubeObject['metadata']> };

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

/**
 * The API as controllers, scheduler and kubelet use it: synchronous, sees its own writes, goes through the same admission,
 * validation and update rules as any client. Refusals are StatusErrors. Cluster-scoped objects have namespace ''.
 * Objects that come out are shared: copy before changing (`{...pod, spec: {...pod.spec}}` or `modify`).
 */
export interface ClusterApi {
  get<R extends ResourceName>(resource: R, namespace: string, name: string): ObjectOf<R> | undefined;
  /** Sorted by namespace and name. Without a namespace: all of them. */
  list<R extends ResourceName>(resource: R, namespace?: string): readonly ObjectOf<R>[];
  /** Objects with an ownerReference of this uid (indexed); '' finds those that no owner controls. */
  owned<R extends ResourceName>(resource: R, ownerUid: string): readonly ObjectOf<R>[];
  /** Pods bound to a node (indexed on spec.nodeName). */
  podsOnNode(nodeName: string): readonly ResourceTypes['pods'][];
  create<R extends ResourceName>(resource: R, object: NewObject<ObjectOf<R>>): ObjectOf<R>;
  /** Conflict when the object's resourceVersion is set and stale. Writing what is already there changes nothing. */
  update<R extends ResourceName>(resource: R, object: ObjectOf<R>): ObjectOf<R>;
  updateStatus<R extends ResourceName>(resource: R, object: ObjectOf<R>): ObjectOf<R>;
  patch<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    type: PatchType,
    patch: unknown,
    subresource?: string,
  ): ObjectOf<R>;
  /** Reads, copies, lets `change` edit the copy (or return a new object), writes. Undefined when the object is gone. `subresource` 'status' writes the status. */
  modify<R extends ResourceName>(
    resource: R,
    namespace: string,
    name: string,
    change: (draft: ObjectOf<R>) => ObjectOf<R> | void,
    subresource?: 'status',
  ): ObjectOf<R> | undefined;
  /** Deleting what is gone throws NotFound, as the server does. */
  delete(resource: ResourceName, namespace: string, name: string, options?: DeleteOptions): void;
  /** POST to a sub-resource: `pods/binding`, `pods/eviction`. */
  createSubresource(resource: ResourceName, namespace: string, name: string, subresource: string, body: unknown): KubeObject;
}
