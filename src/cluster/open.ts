import type { ApiRequest, ApiResponse, Discovery, UserInfo, WatchEvent, WatchRequest } from '../api/client.ts';
import type { KubeObject } from '../api/object.ts';
import { formatMicroTime, formatRfc3339 } from '../api/time.ts';
import type { CoreEvent } from '../api/types.ts';
import { API_SERVER, managerOf, reporterOf, reportingManager, requestorOf } from './actor-users.ts';
import { actors } from './actors.ts';
import { admissionPlugins } from './apiserver/admission/index.ts';
import { authenticate, type Credentials } from './apiserver/authentication.ts';
import { watchAttributes, type Attributes } from './apiserver/authorization/attributes.ts';
import { mustBeAllowed } from './apiserver/authorization/index.ts';
import type { ClusterApi } from './apiserver/cluster-api.ts';
import { impersonated, impersonationOf } from './apiserver/impersonation.ts';
import { discovery } from './apiserver/discovery.ts';
import { internalApi, type InternalApiParts } from './apiserver/internal-api.ts';
import { FieldManagers } from './apiserver/managed-fields/index.ts';
import { Registry } from './apiserver/registry.ts';
import { SYSTEM_USER } from './apiserver/users.ts';
import { ApiServer } from './apiserver/server.ts';
import { subresourceHandlers } from './apiserver/subresources/index.ts';
import { bookmarkEvent, pollWatch, startWatch, type WatchedResource } from './apiserver/watch.ts';
import { load as loadWire } from './apiserver/wire/server.ts?lazy';
import type * as Wire from './apiserver/wire/server.ts';
import type { WireParts } from './apiserver/wire/server.ts';
import { boot } from './boot.ts';
import type { Cluster, ClusterResources, NewClusterOptions, WatchState, WireAnswer, WireRequest } from './cluster.ts';
import { eventRecorder } from './controllers/recorder.ts';
import { kindNamed, type KindCatalogue } from './kinds/catalogue.ts';
import { clusterKinds } from './kinds/cluster-kinds.ts';
import type { KindDefinition } from './kinds/define.ts';
import { ROOT_CA_NOTE, ROOT_CA_PUBLISHER } from './controllers/namespace-defaults.ts';
import { Pki, PKI } from './pki/pki.ts';
import type { ActorContext } from './sim/actor.ts';
import { Memories } from './sim/memory.ts';
import { seededRandom } from './sim/random.ts';
import { Simulation, type Defect } from './sim/simulation.ts';
import { Timers } from './sim/timers.ts';
import type { ClusterChanges, ClusterHeader, ClusterImage, ClusterSettings } from './store/image.ts';
import { ObjectStore } from './store/object-store.ts';

/** Puts a cluster together from what was kept of it. Nothing happens until it is asked something. */
export function openCluster(image: ClusterImage, resources: ClusterResources): Cluster {
  return new SimulatedCluster(image, resources);
}

/** A new cluster with everything that a fresh one holds, settled at `options.now`. */
export function createCluster(options: NewClusterOptions, resources: ClusterResources): Cluster {
  const { name, seed, now, settings } = options;
  const header: ClusterHeader = { name, revision: 0, clock: now, random: seed >>> 0, seed, timerSequence: 0, settings };
  const cluster = new SimulatedCluster({ header, objects: new Map(), memory: new Map(), timers: [], log: [] }, resources);
  boot((manager) => cluster.bootApi(manager), { nodeNames: options.nodeNames, bare: settings.bare, now }, resources.bootObjects());
  cluster.advanceTo(now);
  cluster.forgetChanges();
  return cluster;
}

class SimulatedCluster implements Cluster {
  readonly api: ClusterApi;
  readonly pki: Pki;
  readonly #managers: FieldManagers;
  readonly #internal: Omit<InternalApiParts, 'manager' | 'requestor'>;
  #header: ClusterHeader;
  #headerChanged = false;
  /** Since changes were last taken; undefined while nobody keeps track. */
  #headerUntold: boolean | undefined;
  #random;
  readonly #store: ObjectStore;
  readonly #kinds: KindCatalogue;
  readonly #timers: Timers;
  readonly #memories: Memories;
  readonly #simulation: Simulation;
  readonly #server: ApiServer;
  readonly #wireParts: WireParts;
  #wire: ((request: WireRequest) => WireAnswer) | undefined;
  readonly #watchedResources = new WeakMap<WatchRequest, WatchedResource>();

  constructor(image: ClusterImage, resources: ClusterResources) {
    const { header } = image;
    this.#header = header;
    this.#random = seededRandom(header.random);
    this.#store = new ObjectStore(image.objects, header.revision, image.log);
    const kinds = clusterKinds(this.#store);
    this.#kinds = kinds;
    this.#timers = new Timers(image.timers, header.timerSequence);
    this.#memories = new Memories(image.memory);
    this.#simulation = new Simulation(header.clock, this.#timers);
    const now = (): number => this.#simulation.now;
    const timestamp = textOf(now);
    const random = this.#random;
    this.pki = new Pki({
      memory: this.#memories.memory(PKI),
      crypto: () => resources.crypto(),
      now,
      authorityMade: (certificate) => this.#publishAuthority(certificate),
    });
    const managers = new FieldManagers(this.#memories.memory('managed-fields'));
    this.#managers = managers;
    const registry = new Registry({
      managers,
      store: this.#store,
      random,
      now,
      timestamp,
      kinds,
      admission: admissionPlugins,
      api: () => this.api,
      pki: this.pki,
    });
    const internal: Omit<InternalApiParts, 'manager' | 'requestor'> = {
      store: this.#store,
      registry,
      kinds,
      post: (kind, namespace, name, subresource, body, user) =>
        this.#server.handle({
          ...address(kind),
          verb: 'create',
          namespace,
          name,
          subresource,
          // Actors send objects as they have read them, which is as they are stored.
          body: managers.shown(body as KubeObject),
          user,
        }).body,
      patch: (kind, namespace, name, patchType, body, fieldManager, subresource, user) =>
        this.#server.handle({
          ...address(kind),
          verb: 'patch',
          namespace,
          name,
          patchType: patchType as NonNullable<ApiRequest['patchType']>,
          body,
          user,
          fieldManager,
          // Controllers that apply do not give in.
          ...(patchType === 'apply' ? { force: true } : {}),
          ...(subresource ? { subresource } : {}),
        }).body,
    };
    this.#internal = internal;
    this.api = internalApi({ ...internal, manager: API_SERVER, requestor: () => SYSTEM_USER });
    this.#server = new ApiServer({
      store: this.#store,
      registry,
      kinds,
      managers,
      now,
      mustBeAllowed: (attributes) => this.mustBeAllowed(attributes),
      handlers: subresourceHandlers,
      subresourceContext: (options) => ({
        api: this.api,
        kinds,
        random,
        now,
        timestamp,
        dryRun: options.dryRun,
        user: options.user,
        pki: this.pki,
        warn: options.warn,
        memory: (actor) => this.#memories.memory(actor),
        images: () => resources.images(),
        replace: (resource, object) => registry.replace(kindNamed(kinds, resource), object, options),
        shown: (object) => managers.shown(object),
        admitted: (about, check) => registry.admitted(about, options, check),
      }),
    });
    this.#wireParts = {
      store: this.#store,
      kinds,
      started: header.clock,
      cluster: this,
      bookmark: (watch) => bookmarkEvent(watch, this.#watched(watch.request)).object,
      resources,
    };
    const events = eventRecorder({
      api: internalApi({
        ...internal,
        manager: reportingManager,
        // Events that are series are written in the version that knows these.
        writtenAs: (event) => (event?.['eventTime'] ? kinds.find('events.k8s.io', 'v1', 'events') : undefined),
        requestor: reporterOf,
      }),
      revision: () => this.#store.revision,
      now,
      timestamp,
      microTimestamp: () => formatMicroTime(now()),
      eventsAbout: (uid, name) => this.#store.indexed('involved', 'events', `${uid}/${name}`) as unknown as readonly CoreEvent[],
    });
    for (const actor of actors(resources, this.pki)) {
      const context: ActorContext = {
        now,
        timestamp,
        api: internalApi({
          ...internal,
          manager: managerOf(actor.name),
          requestor: requestorOf(actor.name),
        }),
        kinds,
        random,
        events,
        memory: this.#memories.memory(actor.name),
        settings: header.settings,
        enqueue: (key) => this.#simulation.enqueue(actor.name, key),
      };
      this.#simulation.add(actor, context);
    }
    this.#store.onChange((change) => this.#simulation.notify(change));
  }

  /** The API for whoever has made what a new cluster holds; for nobody in particular, objects tell themselves who manages what. */
  bootApi(manager: string | undefined): ClusterApi {
    return internalApi({ ...this.#internal, manager: manager ?? '', applied: manager === undefined, requestor: () => SYSTEM_USER });
  }

  get settings(): ClusterSettings {
    return this.#header.settings;
  }

  get name(): string {
    return this.#header.name;
  }

  now(): number {
    return this.#simulation.now;
  }

  nextDue(): number | undefined {
    return this.#timers.nextDue();
  }

  advanceTo(ms: number, towards?: number): void {
    this.#simulation.advanceTo(ms, towards);
  }

  handle(request: ApiRequest): ApiResponse {
    if (!request.dryRun) {
      const response = this.#server.handle(request);
      if (request.verb !== 'get' && request.verb !== 'list') this.#simulation.settle();
      return response;
    }
    // A dry run leaves no trace, not even in the random sequence.
    const before = this.#random.state();
    try {
      return this.#server.handle(request);
    } finally {
      this.#random.restore(before);
    }
  }

  identify(credentials: Credentials): UserInfo {
    const requestor = authenticate(credentials, { pki: this.pki, api: this.api, now: () => this.now() });
    const asked = impersonationOf(credentials.headers);
    return asked ? impersonated(requestor, asked, (attributes) => this.mustBeAllowed(attributes)) : requestor;
  }

  mustBeAllowed(attributes: Attributes): void {
    mustBeAllowed(this.api, attributes);
  }

  wire(request: WireRequest): WireAnswer {
    this.#wire ??= loadWire<typeof Wire>().wireOf(this.#wireParts);
    return this.#wire(request);
  }

  discovery(): Discovery {
    return discovery(this.#kinds);
  }

  watch(request: WatchRequest): WatchState {
    if (request.user) this.mustBeAllowed(watchAttributes(request, request.user));
    return startWatch(request, this.#watched(request), this.#store);
  }

  poll(watch: WatchState): WatchEvent[] {
    return pollWatch(watch, this.#watched(watch.request), this.#store);
  }

  dirty(): boolean {
    return this.#store.changed || this.#timers.changed || this.#memories.changed || this.#headerChanged;
  }

  noteSaved(): void {
    this.#store.noteSaved();
    this.#timers.noteSaved();
    this.#memories.noteSaved();
    this.#headerChanged = false;
  }

  takeChanges(): ClusterChanges | undefined {
    const objects = this.#store.takeChanges();
    const memory = this.#memories.takeChanges();
    const { set: timers, cleared } = this.#timers.takeChanges();
    const nothing = this.#headerUntold !== true && objects.length + memory.length + timers.length + cleared.length === 0;
    this.#headerUntold = false;
    return nothing ? undefined : { header: this.#currentHeader(), objects, memory, timers, cleared };
  }

  #currentHeader(): ClusterHeader {
    return {
      ...this.#header,
      revision: this.#store.revision,
      clock: this.#simulation.now,
      random: this.#random.state(),
      timerSequence: this.#timers.sequence,
    };
  }

  image(): ClusterImage {
    this.#managers.sweep(() => managedFieldsOf(this.#store.everything()));
    return {
      header: this.#currentHeader(),
      objects: this.#store.rows(),
      memory: this.#memories.rows(),
      timers: this.#timers.all(),
      log: this.#store.logRows(),
    };
  }

  updateSettings(settings: Partial<ClusterSettings>): void {
    Object.assign(this.#header.settings, settings);
    this.#headerTouched();
  }

  reseed(seed: number): void {
    this.#header.seed = seed;
    this.#random.restore(seed >>> 0);
    this.#headerTouched();
  }

  #headerTouched(): void {
    this.#headerChanged = true;
    if (this.#headerUntold === false) this.#headerUntold = true;
  }

  /** Nobody has watched a cluster before it was there. */
  forgetChanges(): void {
    this.#store.log.clear();
  }

  takeDefects(): Defect[] {
    return this.#simulation.defects.splice(0);
  }

  /** The bundle in every namespace is made up until somebody needs an authority: then it is told, in this instant or before the next command. */
  #publishAuthority(certificate: string): void {
    this.#memories.memory(ROOT_CA_PUBLISHER).set(ROOT_CA_NOTE, certificate);
    for (const { metadata } of this.#store.list('namespaces')) this.#timers.set(ROOT_CA_PUBLISHER, metadata.name ?? '', this.now());
  }

  /** What a watch's request means is found out once: it is polled after every change. */
  #watched(request: WatchRequest): WatchedResource {
    let watched = this.#watchedResources.get(request);
    if (!watched) this.#watchedResources.set(request, (watched = this.#server.watched(request)));
    return watched;
  }
}

/** The time as objects carry it; everything that happens in one instant asks for the same. */
function textOf(now: () => number): () => string {
  let last = { time: NaN, text: '' };
  return () => {
    const time = now();
    if (time !== last.time) last = { time, text: formatRfc3339(time) };
    return last.text;
  };
}

function* managedFieldsOf(objects: Iterable<KubeObject>): Iterable<readonly unknown[]> {
  for (const { metadata } of objects) if (metadata.managedFields) yield metadata.managedFields;
}

function address(kind: KindDefinition): { group: string; version: string; resource: string } {
  return { group: kind.group, version: kind.version, resource: kind.plural };
}
