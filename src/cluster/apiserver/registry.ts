import type { UserInfo } from '../../api/client.ts';
import { deepClone, deepEqual } from '../../api/json.ts';
import { groupResource, parseGroupVersion, type KubeObject } from '../../api/object.ts';
import * as status from '../../api/status.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../kinds/metadata.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindContext, KindDefinition } from '../kinds/define.ts';
import type { Pki } from '../pki/pki.ts';
import type { Random } from '../sim/random.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { admit, validateAdmission, type AdmissionAttributes, type AdmissionPlugin } from './admission/plugin.ts';
import { mustAlsoBeAllowed } from './authorization/index.ts';
import type { ClusterApi, DeleteOptions } from './cluster-api.ts';
import type { FieldManager, FieldManagers, ManagedFieldsEntry } from './managed-fields/index.ts';
import { markForDeletion, finalizersAfterDelete } from './deletion.ts';
import {
  alreadyExists,
  checkPreconditions,
  checkVersion,
  countGeneration,
  countsGenerations,
  distinct,
  identify,
  keepStatus,
  keepSystemMetadata,
  releasable,
} from './object-rules.ts';

/** How a write comes in. */
export interface WriteOptions {
  user: UserInfo;
  dryRun: boolean;
  warn(text: string): void;
  /** Whose fields they are that are set. */
  manager?: FieldManager;
  /** The kind in the version in which the manager has written, where that is not the one of the request. */
  writtenAs?: KindDefinition;
  /** One of the cluster's own actors, whose objects come as they are stored: what they say of managers is not looked at. */
  own?: boolean;
  /** The body comes of an apply: its managedFields tell already who owns what. */
  applied?: boolean;
  /** Another view of the object that admission is asked about in its place (a Scale): mutating plugins have seen it already. */
  admitted?: AdmissionAttributes;
}

/** What a sub-resource's handler knows of its request; who asks, and whether it is a dry run, the registry knows. */
export type SubresourceAttributes = Omit<AdmissionAttributes, 'user' | 'dryRun' | 'shown'>;

export interface RegistryParts {
  store: ObjectStore;
  kinds: KindCatalogue;
  random: Random;
  now(): number;
  timestamp(): string;
  admission: readonly AdmissionPlugin[];
  managers: FieldManagers;
  pki?: Pki;
  /** The API for kinds and plugins that look other objects up. */
  api(): ClusterApi;
}

/** Longest name a generateName prefix may grow into, without its suffix. */
const GENERATED_PREFIX = 58;

/**
 * Create, update and delete for all kinds, in the API server's order: defaults, mutating admission, the kind's own preparation,
 * validation, validating admission, storage. Bodies are private copies that the registry may keep; refusals are StatusErrors.
 */
export class Registry {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  find(kind: KindDefinition, namespace: string, name: string): KubeObject | undefined {
    return this.#parts.store.get(storageName(kind), kind.namespaced ? namespace : '', name);
  }

  /** NotFound when there is none. */
  get(kind: KindDefinition, namespace: string, name: string): KubeObject {
    const object = this.find(kind, namespace, name);
    if (!object) throw status.notFound({ group: kind.group, resource: kind.plural }, name);
    return object;
  }

  list(kind: KindDefinition, namespace?: string): readonly KubeObject[] {
    return this.#parts.store.list(storageName(kind), kind.namespaced ? namespace : undefined);
  }

  create(kind: KindDefinition, namespace: string, body: KubeObject, options: WriteOptions): KubeObject {
    const { random } = this.#parts;
    const object = body;
    const context = this.#context(options);
    identify(kind, object, namespace);
    if (object.metadata.resourceVersion) throw status.serverError('resourceVersion should not be set on objects to be created');
    kind.setDefaults?.(object);
    this.#track(kind, object, undefined, options);
    const attributes = this.#attributes(kind, 'CREATE', object, undefined, options);
    admit(this.#parts.admission, attributes, context);
    const { metadata } = object;
    if (!metadata.name && metadata.generateName) metadata.name = metadata.generateName.slice(0, GENERATED_PREFIX) + random.suffix(5);
    attributes.name = metadata.name ?? '';
    metadata.uid = random.uuid();
    metadata.creationTimestamp = this.#parts.timestamp();
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
    delete metadata.selfLink;
    delete metadata.generation;
    if (kind.status === true && !kind.keepsStatusOnCreate) object['status'] = {};
    kind.dropDisabled?.(object);
    kind.prepareForCreate?.(object, context);
    if (countsGenerations(kind, object)) metadata.generation = 1;
    const errors = [...validateObjectMeta(object, kind.namespaced, kind.nameRule), ...(kind.validate?.(object) ?? [])];
    if (errors.length > 0) throw status.invalid(kind, metadata.name ?? '', errors);
    validateAdmission(this.#parts.admission, attributes, context);
    for (const text of kind.warnings?.(object) ?? []) options.warn(text);
    const existing = this.find(kind, metadata.namespace ?? '', metadata.name ?? '');
    if (existing) throw alreadyExists(kind, existing);
    this.#allocate(kind, object, undefined, context);
    return options.dryRun ? object : this.#put(kind, object);
  }

  /** Replaces the object; `next` may carry a resourceVersion, which must then be the stored one's. */
  update(kind: KindDefinition, namespace: string, name: string, body: KubeObject, options: WriteOptions): KubeObject {
    const previous = this.find(kind, namespace, name);
    if (!previous) {
      if (kind.createOnUpdate === true) {
        delete body.metadata.resourceVersion;
        this.#mustBeAllowedToCreate(kind, namespace, name, options.user);
        return this.create(kind, namespace, body, options);
      }
      throw status.notFound({ group: kind.group, resource: kind.plural }, name);
    }
    const context = this.#context(options);
    const next = body;
    identify(kind, next, namespace);
    checkVersion(kind, next, previous);
    kind.setDefaults?.(next);
    this.#track(kind, next, previous, options);
    const attributes = options.admitted ?? this.#attributes(kind, 'UPDATE', next, previous, options);
    if (!options.admitted) admit(this.#parts.admission, attributes, context);
    keepSystemMetadata(next, previous);
    if (kind.status === true) keepStatus(next, previous);
    kind.dropDisabled?.(next, previous);
    kind.prepareForUpdate?.(next, previous, context);
    countGeneration(kind, next, previous);
    const own = kind.validate?.(next, previous) ?? [];
    const transition = kind.validateUpdate?.(next, previous) ?? [];
    const errors = [
      ...validateObjectMeta(next, kind.namespaced, kind.nameRule),
      ...validateObjectMetaUpdate(next, previous),
      ...(kind.transitionFirst === true ? [...transition, ...own] : [...own, ...transition]),
    ];
    if (errors.length > 0) throw status.invalid(kind, name, distinct(errors));
    validateAdmission(this.#parts.admission, attributes, context);
    for (const text of kind.warnings?.(next, previous) ?? []) options.warn(text);
    this.#allocate(kind, next, previous, context);
    return this.#store(kind, next, previous, options);
  }

  /** Who may update something may not therefore create it. */
  #mustBeAllowedToCreate(kind: KindDefinition, namespace: string, name: string, user: UserInfo): void {
    const { group, version, plural } = kind;
    mustAlsoBeAllowed(this.#parts.api(), { user, verb: 'create', group, version, resource: plural, subresource: '', namespace, name });
  }

  /** Writes the status only; everything else stays as stored. */
  updateStatus(kind: KindDefinition, namespace: string, name: string, body: KubeObject, options: WriteOptions): KubeObject {
    const previous = this.get(kind, namespace, name);
    checkVersion(kind, body, previous);
    const next: KubeObject = { ...previous, metadata: { ...previous.metadata } };
    if (body['status'] === undefined) delete next['status'];
    else next['status'] = body['status'];
    kind.setDefaults?.(next);
    if (options.applied) next.metadata.managedFields = body.metadata.managedFields ?? [];
    this.#track(kind, next, previous, options);
    const context = this.#context(options);
    const attributes = { ...this.#attributes(kind, 'UPDATE', next, previous, options), subresource: 'status' };
    admit(this.#parts.admission, attributes, context);
    const errors = kind.validateStatusUpdate?.(next, previous) ?? [];
    if (errors.length > 0) throw status.invalid(kind, name, errors);
    validateAdmission(this.#parts.admission, attributes, context);
    return this.#store(kind, next, previous, options);
  }

  /** Mutating admission of a request that is about a sub-resource. Returns what `update` takes as `admitted` when it is to go on there. */
  admitSubresource(about: SubresourceAttributes, options: WriteOptions): AdmissionAttributes {
    const attributes = {
      ...about,
      user: options.user,
      dryRun: options.dryRun,
      shown: (object: KubeObject) => this.#parts.managers.shown(object),
    };
    admit(this.#parts.admission, attributes, this.#context(options));
    return attributes;
  }

  /** Both halves of admission for a request that is about a sub-resource, with the sub-resource's own validation between them. */
  admitted(about: SubresourceAttributes, options: WriteOptions, check?: () => void): void {
    const attributes = this.admitSubresource(about, options);
    check?.();
    validateAdmission(this.#parts.admission, attributes, this.#context(options));
  }

  /** For trusted callers that hand over a whole new status: no copies of what does not change. */
  writeStatus(kind: KindDefinition, object: KubeObject, next: KubeObject, options: WriteOptions): KubeObject {
    const previous = this.get(kind, object.metadata.namespace ?? '', object.metadata.name ?? '');
    checkVersion(kind, next, previous);
    // Annotations may come along: a Deployment's revision is told together with its status.
    const { annotations } = next.metadata;
    if (deepEqual(previous['status'], next['status']) && deepEqual(previous.metadata.annotations, annotations)) return previous;
    const metadata = { ...previous.metadata, ...(annotations ? { annotations } : {}) };
    const written = { ...previous, metadata, status: next['status'] };
    this.#track(kind, written, previous, options);
    return this.#put(kind, written);
  }

  /** Stores a new form of an object without any of the rules for clients: for sub-resources that have checked their own. */
  replace(kind: KindDefinition, next: KubeObject, options: WriteOptions): KubeObject {
    const previous = this.get(kind, next.metadata.namespace ?? '', next.metadata.name ?? '');
    const changed = { ...next, metadata: { ...next.metadata } };
    this.#track(kind, changed, previous, options);
    return this.#store(kind, changed, previous, options);
  }

  /** Returns what is left of the object (graceful deletion, finalizers), or undefined when it is gone. */
  delete(
    kind: KindDefinition,
    namespace: string,
    name: string,
    deletion: DeleteOptions,
    options: WriteOptions,
  ): { gone: KubeObject } | { marked: KubeObject } {
    const previous = this.get(kind, namespace, name);
    checkPreconditions(kind, previous, deletion);
    const context = this.#context(options);
    const attributes = { ...this.#attributes(kind, 'DELETE', previous, previous, options) };
    delete attributes.object;
    admit(this.#parts.admission, attributes, context);
    validateAdmission(this.#parts.admission, attributes, context);
    const grace = kind.gracePeriod?.(previous, deletion.gracePeriodSeconds) ?? 0;
    const finalizers = finalizersAfterDelete(
      previous,
      deletion.propagationPolicy ?? (kind.defaultPropagation === 'Orphan' ? 'Orphan' : undefined),
    );
    const held = grace > 0 || finalizers.length > 0 || kind.held?.(previous) === true;
    if (!held) {
      // Where there is a grace period, that it is none is noted on the way.
      const last = kind.gracePeriod ? markForDeletion(previous, finalizers, grace, this.#parts.now()) : previous;
      if (options.dryRun) return { gone: last };
      const { resourceVersion } = this.#parts.store.remove(storageName(kind), previous.metadata.namespace ?? '', name)?.metadata ?? {};
      return { gone: resourceVersion ? { ...last, metadata: { ...last.metadata, resourceVersion } } : last };
    }
    const marked = markForDeletion(previous, finalizers, grace, this.#parts.now());
    if (marked === previous) return { marked };
    kind.markDeleted?.(marked);
    return { marked: options.dryRun ? marked : this.#put(kind, marked) };
  }

  #store(kind: KindDefinition, next: KubeObject, previous: KubeObject, options: WriteOptions): KubeObject {
    next.metadata.resourceVersion = previous.metadata.resourceVersion ?? '';
    if (this.#isUnchanged(next, previous)) return previous;
    if (options.dryRun) return next;
    const { store } = this.#parts;
    if (releasable(kind, next))
      return store.remove(storageName(kind), previous.metadata.namespace ?? '', previous.metadata.name ?? '') ?? next;
    return this.#put(kind, next);
  }

  /** Managers who have written nothing new, but at another time, are no change. */
  #isUnchanged(next: KubeObject, previous: KubeObject): boolean {
    const { managedFields } = previous.metadata;
    if (next.metadata.managedFields === managedFields) return deepEqual(next, previous);
    if (!this.#parts.managers.same(next, previous)) return false;
    const { managedFields: _, ...metadata } = next.metadata;
    return deepEqual({ ...next, metadata: managedFields ? { ...metadata, managedFields } : metadata }, previous);
  }

  /** Notes who owns what is written; what nobody is noted for keeps the managers that it has. */
  #track(kind: KindDefinition, next: KubeObject, previous: KubeObject | undefined, options: WriteOptions): void {
    const { kinds, managers, timestamp } = this.#parts;
    const { manager, applied, own, writtenAs = kind } = options;
    const time = timestamp();
    if (applied)
      managers.put(next, (next.metadata.managedFields ?? []) as ManagedFieldsEntry[], previous?.metadata.creationTimestamp ?? time);
    else if (manager) {
      const tracking = { kind: writtenAs, otherVersion: otherVersions(kinds, kind), manager, time };
      managers.track(next, previous, tracking, own !== true);
    } else if (previous) managers.carry(next, previous);
    else delete next.metadata.managedFields;
  }

  #put(kind: KindDefinition, object: KubeObject): KubeObject {
    this.#parts.managers.keep(object);
    return this.#parts.store.put(storageName(kind), object);
  }

  #allocate(kind: KindDefinition, next: KubeObject, previous: KubeObject | undefined, context: KindContext): void {
    const errors = kind.allocate?.(next, previous, context) ?? [];
    if (errors.length > 0) throw status.invalid(kind, next.metadata.name ?? '', errors);
  }

  #context(options: WriteOptions): KindContext {
    const { kinds, random, now, timestamp, api, pki } = this.#parts;
    return {
      get api() {
        return api();
      },
      kinds,
      random,
      now,
      timestamp,
      dryRun: options.dryRun,
      user: options.user,
      ...(pki ? { pki } : {}),
      warn: options.warn,
    };
  }

  #attributes(
    kind: KindDefinition,
    operation: AdmissionAttributes['operation'],
    object: KubeObject,
    previous: KubeObject | undefined,
    options: WriteOptions,
  ): AdmissionAttributes {
    return {
      kind,
      operation,
      subresource: '',
      namespace: object.metadata.namespace ?? '',
      // Refusals of an object that is yet to be named quote what its name will begin with.
      name: object.metadata.name || (object.metadata.generateName ?? ''),
      object,
      ...(previous ? { previous } : {}),
      user: options.user,
      shown: (shown) => this.#parts.managers.shown(shown),
      dryRun: options.dryRun,
    };
  }
}

/** The name objects of a kind are stored under: its group resource. Kinds that are another view of the same objects name the original. */
export function storageName(kind: KindDefinition): string {
  return kind.storedAs ?? groupResource(kind.group, kind.plural);
}

/** A private copy of what a trusted caller hands in: callers share parts of stored objects. */
export function privateCopy(object: KubeObject): KubeObject {
  return deepClone(object);
}

/** Finds the versions of a kind in which its managers may have written. */
export function otherVersions(kinds: KindCatalogue, { kind }: KindDefinition): (apiVersion: string) => KindDefinition | undefined {
  return (apiVersion) => {
    const { group, version } = parseGroupVersion(apiVersion);
    return kinds.findByName(group, version, kind);
  };
}
