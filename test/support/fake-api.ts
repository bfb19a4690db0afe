import { deepClone, deepEqual } from '../../src/api/json.ts';
import type { KubeObject } from '../../src/api/object.ts';
import * as status from '../../src/api/status.ts';
import { formatMicroTime, formatRfc3339 } from '../../src/api/time.ts';
import type { CoreEvent } from '../../src/api/types.ts';
import type { ClusterApi, DeleteOptions } from '../../src/cluster/apiserver/cluster-api.ts';
import { finalizersAfterDelete } from '../../src/cluster/apiserver/deletion.ts';
import { eventRecorder } from '../../src/cluster/controllers/recorder.ts';
import { builtInKinds } from '../../src/cluster/kinds/index.ts';
import type { Actor } from '../../src/cluster/sim/actor.ts';
import { Memories } from '../../src/cluster/sim/memory.ts';
import { seededRandom } from '../../src/cluster/sim/random.ts';
import { Simulation } from '../../src/cluster/sim/simulation.ts';
import { Timers } from '../../src/cluster/sim/timers.ts';
import type { ClusterSettings } from '../../src/cluster/store/image.ts';
import { ObjectStore } from '../../src/cluster/store/object-store.ts';

const CLUSTER_SCOPED = ['nodes', 'namespaces', 'persistentvolumes', 'storageclasses.storage.k8s.io', 'priorityclasses.scheduling.k8s.io'];
const WITHOUT_GENERATION = ['events', 'configmaps', 'secrets', 'endpoints', 'serviceaccounts', 'controllerrevisions.apps'];

export interface FakeCluster {
  api: ClusterApi;
  simulation: Simulation;
  memories: Memories;
  now(): number;
  settle(): void;
  /** Moves simulated time on by so many seconds, and lets happen what becomes due. */
  advance(seconds: number): void;
  /** Creates and settles. */
  apply(resource: string, object: object): KubeObject;
  /** `Reason message` of the events about an object, in the order in which they were first recorded. */
  events(name: string): string[];
  /** Refuses creates of a resource as admission would, until called with undefined. */
  refuse(resource: string, error: status.StatusError | undefined): void;
}

/**
 * An API without kinds: stores, versions, indexes, finalizers and graceful deletion of pods, but neither defaults nor validation.
 * For tests of actors alone; everything else of the cluster is the real thing.
 */
export function fakeCluster(
  actors: readonly Actor[],
  start = Date.UTC(2026, 10, 21, 5, 0, 0),
  settings: Partial<ClusterSettings> = {},
): FakeCluster {
  const random = seededRandom(1);
  const store = new ObjectStore(new Map(), 0, []);
  const simulation = new Simulation(start, new Timers([], 0));
  const memories = new Memories(new Map());
  const refusals = new Map<string, status.StatusError>();
  const order: string[] = [];
  const now = (): number => simulation.now;
  const timestamp = (): string => formatRfc3339(now());
  const namespaceOf = (resource: string, object: KubeObject): string =>
    CLUSTER_SCOPED.includes(resource) ? '' : (object.metadata.namespace ?? '');
  const nameOf = (object: KubeObject): string => object.metadata.name ?? '';

  const write = (resource: string, previous: KubeObject, next: KubeObject): KubeObject => {
    const { resourceVersion } = next.metadata;
    if (resourceVersion && resourceVersion !== previous.metadata.resourceVersion) {
      throw status.conflict(
        { group: '', resource },
        nameOf(next),
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    next.metadata = { ...next.metadata, resourceVersion: previous.metadata.resourceVersion ?? '' };
    if (deepEqual(next, previous)) return previous;
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = next.metadata;
    if (deletionTimestamp && (finalizers?.length ?? 0) === 0 && !deletionGracePeriodSeconds) {
      return store.remove(resource, namespaceOf(resource, next), nameOf(next)) ?? next;
    }
    return store.put(resource, next);
  };
  const api = {
    get: (resource: string, namespace: string, name: string) => store.get(resource, namespace, name),
    list: (resource: string, namespace?: string) => store.list(resource, namespace),
    owned: (resource: string, uid: string) => store.indexed('owner', resource, uid),
    podsOnNode: (node: string) => store.indexed('node', 'pods', node),
    create: (resource: string, given: KubeObject) => {
      const refusal = refusals.get(resource);
      const object = deepClone(given);
      const { metadata } = object;
      metadata.name ??= `${metadata.generateName ?? ''}${random.suffix(5)}`;
      if (refusal) throw refusal;
      if (store.get(resource, namespaceOf(resource, object), metadata.name))
        throw status.alreadyExists({ group: '', resource }, metadata.name);
      metadata.uid = random.uuid();
      metadata.creationTimestamp = timestamp();
      if (!WITHOUT_GENERATION.includes(resource)) metadata.generation = 1;
      if (resource === 'pods') object['status'] = { phase: 'Pending', ...object['status'] };
      return store.put(resource, object);
    },
    update: (resource: string, given: KubeObject) => {
      const previous = store.get(resource, namespaceOf(resource, given), nameOf(given));
      if (!previous) throw status.notFound({ group: '', resource }, nameOf(given));
      const next = deepClone(given);
      if (previous['status'] && resource !== 'events') next['status'] = previous['status'];
      if (!WITHOUT_GENERATION.includes(resource) && !deepEqual(next['spec'], previous['spec'])) {
        next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      }
      return write(resource, previous, next);
    },
    updateStatus: (resource: string, given: KubeObject) => {
      const previous = store.get(resource, namespaceOf(resource, given), nameOf(given));
      if (!previous) throw status.notFound({ group: '', resource }, nameOf(given));
      const metadata = {
        ...previous.metadata,
        ...(given.metadata.resourceVersion ? { resourceVersion: given.metadata.resourceVersion } : {}),
      };
      if (given.metadata.annotations) metadata.annotations = given.metadata.annotations;
      return write(resource, previous, { ...previous, metadata, status: deepClone(given['status']) });
    },
    patch: () => {
      throw new Error('the fake API knows no patches');
    },
    modify: (resource: string, namespace: string, name: string, change: (draft: KubeObject) => KubeObject | void, subresource?: string) => {
      const current = store.get(resource, namespace, name);
      if (!current) return undefined;
      const draft = deepClone(current);
      const next = change(draft) ?? draft;
      return subresource === 'status' ? api.updateStatus(resource, next) : api.update(resource, next);
    },
    delete: (resource: string, namespace: string, name: string, options: DeleteOptions = {}) => {
      const previous = store.get(resource, namespace, name);
      if (!previous) throw status.notFound({ group: '', resource }, name);
      const finalizers = finalizersAfterDelete(previous, options.propagationPolicy);
      const wanted = options.gracePeriodSeconds ?? previous['spec']?.terminationGracePeriodSeconds ?? 30;
      const grace = resource === 'pods' && previous['spec']?.nodeName ? wanted : 0;
      if (grace === 0 && finalizers.length === 0) {
        store.remove(resource, namespace, name);
        return;
      }
      const metadata = { ...previous.metadata, ...(finalizers.length > 0 ? { finalizers: [...finalizers] } : {}) };
      if (metadata.deletionTimestamp === undefined || grace < (metadata.deletionGracePeriodSeconds ?? 0)) {
        metadata.deletionTimestamp = formatRfc3339(now() + grace * 1000);
        metadata.deletionGracePeriodSeconds = grace;
      }
      if (!deepEqual(metadata, previous.metadata)) store.put(resource, { ...previous, metadata });
    },
    createSubresource: (resource: string, namespace: string, name: string, subresource: string, body: KubeObject) => {
      if (subresource !== 'binding') throw new Error(`the fake API knows no ${subresource}`);
      return api.modify(resource, namespace, name, (pod) => {
        pod['spec'] = { ...pod['spec'], nodeName: body['target'].name };
      });
    },
  };
  const events = eventRecorder({
    api: api as unknown as ClusterApi,
    revision: () => store.revision,
    now,
    timestamp,
    microTimestamp: () => formatMicroTime(now()),
    eventsAbout: (uid, name) => store.indexed('involved', 'events', `${uid}/${name}`) as unknown as readonly CoreEvent[],
  });
  for (const actor of actors) {
    simulation.add(actor, {
      now,
      timestamp,
      api: api as unknown as ClusterApi,
      kinds: builtInKinds,
      random,
      events,
      memory: memories.memory(actor.name),
      settings: { clock: 'manual', offset: 0, kubelet: 'quick', bare: true, ...settings },
      enqueue: (key) => simulation.enqueue(actor.name, key),
    });
  }
  store.onChange((change) => {
    if (change.type === 'ADDED' && change.resource === 'events') order.push(nameOf(change.object));
    simulation.notify(change);
  });
  const settle = (): void => {
    simulation.settle();
    const defect = simulation.defects.shift();
    if (defect) throw defect.error;
  };
  return {
    api: api as unknown as ClusterApi,
    simulation,
    memories,
    now,
    settle,
    advance: (seconds) => {
      simulation.advanceTo(simulation.now + seconds * 1000);
      settle();
    },
    apply: (resource, object) => {
      const created = api.create(resource, object as KubeObject);
      settle();
      return store.get(resource, namespaceOf(resource, created), nameOf(created)) as KubeObject;
    },
    events: (name) =>
      (store.list('events') as unknown as CoreEvent[])
        .filter(({ involvedObject }) => involvedObject.name === name)
        .sort((a, b) => order.indexOf(a.metadata.name ?? '') - order.indexOf(b.metadata.name ?? ''))
        .map(({ reason, message }) => `${reason ?? ''} ${message ?? ''}`),
    refuse: (resource, error) => {
      if (error) refusals.set(resource, error);
      else refusals.delete(resource);
    },
  };
}
