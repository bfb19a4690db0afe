import type { ApiRequest, ApiResponse, WatchRequest } from '../../api/client.ts';
import { deepClone, getOwn, isObject } from '../../api/json.ts';
import { formatGroupVersion, groupResource, type KubeObject } from '../../api/object.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import * as status from '../../api/status.ts';
import { formatRfc3339 } from '../../api/time.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { attributesOf, type Attributes } from './authorization/attributes.ts';
import { mustAlsoBeAllowed } from './authorization/index.ts';
import { decodeBody, decodeObject } from './decoding.ts';
import { deleteOptions } from './delete-options.ts';
import { listPage } from './listing.ts';
import {
  appliedScale,
  managersOfScale,
  scaledBy,
  type Application,
  type FieldManagers,
  type ManagedFieldsEntry,
} from './managed-fields/index.ts';
import { appliedObject } from './applying.ts';
import { applyPatch } from './patching.ts';
import { Presentation } from './presentation.ts';
import { otherVersions, storageName, type Registry, type SubresourceAttributes, type WriteOptions } from './registry.ts';
import { checkName, sameName, sameObject, sameUid } from './request-names.ts';
import { checkNotTooLarge, parseRevision } from './revisions.ts';
import { selection } from './selection.ts';
import type { SubresourceContext, SubresourceHandler } from './subresources/handler.ts';
import { orNoScale, scaleKind, scaleOf, scaleTable, withScale } from './subresources/scale.ts';
import { ADMINISTRATOR, isOwnUser } from './users.ts';
import type { WatchedResource } from './watch.ts';
import { checkWriteOptions } from './write-options.ts';

export interface ServerParts {
  store: ObjectStore;
  registry: Registry;
  kinds: KindCatalogue;
  managers: FieldManagers;
  now(): number;
  /** Throws Forbidden for what the user may not do. */
  mustBeAllowed(attributes: Attributes): void;
  handlers: readonly SubresourceHandler[];
  subresourceContext(options: WriteOptions): SubresourceContext;
}

/** Answers requests: finds the kind, decodes, calls the registry, and shapes the answer. */
export class ApiServer {
  readonly #parts: ServerParts;
  readonly #handlers: ReadonlyMap<string, SubresourceHandler>;
  readonly #presentation: Presentation;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#presentation = new Presentation(parts.now, parts.managers);
    this.#handlers = new Map(parts.handlers.map((handler) => [`${handler.resource}/${handler.subresource}`, handler]));
  }

  handle(request: ApiRequest): ApiResponse {
    if (request.user && !isOwnUser(request.user)) this.#parts.mustBeAllowed(attributesOf(request, request.user));
    const kind = this.#parts.kinds.find(request.group, request.version, request.resource);
    if (!kind) throw status.pathNotFound();
    if (request.name !== undefined) checkName(request.name);
    checkWriteOptions(request);
    refusePatchType(kind, request);
    if (!request.subresource && kind.verbs && !kind.verbs.includes(request.verb)) throw status.methodNotAllowed();
    const warnings: string[] = kind.deprecated ? [kind.deprecated] : [];
    const options: WriteOptions = {
      user: request.user ?? ADMINISTRATOR,
      dryRun: request.dryRun ?? false,
      // What is posted to a sub-resource (a binding, an eviction) is written by the server itself, which manages nothing.
      ...(request.verb === 'create' && request.subresource
        ? {}
        : { manager: { name: request.fieldManager ?? 'kubectl', subresource: request.subresource ?? '' } }),
      own: request.user !== undefined && isOwnUser(request.user),
      warn: (text) => {
        if (!warnings.includes(text)) warnings.push(text);
      },
    };
    try {
      const answer = request.subresource ? this.#subresource(kind, request, options) : this.#resource(kind, request, options);
      return { ...answer, warnings: [...warnings, ...answer.warnings] };
    } catch (error) {
      if (!(error instanceof status.StatusError) || warnings.length === 0) throw error;
      throw new status.StatusError(error.status, [...warnings, ...error.warnings]);
    }
  }

  #resource(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    if (kind.computed) return this.#computed(kind, kind.computed(this.#parts.subresourceContext(options).api, this.#parts.now()), request);
    const { registry } = this.#parts;
    const namespace = request.namespace ?? '';
    const name = request.name ?? '';
    switch (request.verb) {
      case 'get':
        if (request.resourceVersion) checkNotTooLarge(parseRevision(request.resourceVersion), this.#parts.store.revision);
        return this.#one(kind, registry.get(kind, namespace, name), request);
      case 'list':
        return this.#list(kind, request);
      case 'create': {
        const body = decodeObject(kind, request.body, request.fieldValidation, options.warn, request.strictFaults);
        const review = kind.verbs && this.#handlers.get(`${groupResource(kind.group, kind.plural)}/`);
        if (review) return review.handle({ ...request, body }, this.#parts.subresourceContext(options));
        return this.#one(kind, registry.create(kind, namespace, body, options), request, 201);
      }
      case 'update': {
        const body = decodeObject(kind, request.body, request.fieldValidation, options.warn, request.strictFaults);
        sameObject(body, name, kind.namespaced ? namespace : '');
        if (kind.conditionalUpdateOnly && !body.metadata.resourceVersion && registry.find(kind, namespace, name)) {
          throw status.invalid(kind, name, [
            { type: 'FieldValueInvalid', field: 'metadata.resourceVersion', message: 'Invalid value: 0: must be specified for an update' },
          ]);
        }
        return this.#one(kind, registry.update(kind, namespace, name, body, options), request);
      }
      case 'patch': {
        if (request.patchType === 'apply') return this.#apply(kind, request, options);
        const next = this.#patched(kind, registry.get(kind, namespace, name), request, options);
        return this.#one(kind, registry.update(kind, namespace, name, next, options), request);
      }
      case 'delete':
        return this.#delete(kind, request, options);
      case 'deletecollection':
        return this.#deleteCollection(kind, request, options);
    }
  }

  #subresource(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    const { registry } = this.#parts;
    const namespace = request.namespace ?? '';
    const name = request.name ?? '';
    const handler = this.#handlers.get(`${groupResource(kind.group, kind.plural)}/${request.subresource ?? ''}`);
    const needs = getOwn(kind.subresources ?? {}, request.subresource ?? '')?.needs;
    if (needs && request.verb !== needs)
      mustAlsoBeAllowed(this.#parts.subresourceContext(options).api, { ...attributesOf(request, options.user), verb: needs });
    if (handler) return this.#shown(handler.handle(decodedForSubresource(kind, request, options), this.#parts.subresourceContext(options)));
    if (request.subresource === 'scale' && kind.scale) return this.#scale(kind, request, options);
    if (request.subresource !== 'status' || kind.status !== true)
      throw kind.custom ? status.notFound({ group: kind.group, resource: kind.plural }, name) : status.pathNotFound();
    switch (request.verb) {
      case 'get':
        return this.#one(kind, registry.get(kind, namespace, name), request);
      case 'update': {
        const body = decodeObject(kind, request.body, request.fieldValidation, options.warn, request.strictFaults);
        sameObject(body, name, kind.namespaced ? namespace : '');
        return this.#one(kind, registry.updateStatus(kind, namespace, name, body, options), request);
      }
      case 'patch': {
        if (request.patchType === 'apply') return this.#apply(kind, request, options);
        const next = this.#patched(kind, registry.get(kind, namespace, name), request, options);
        return this.#one(kind, registry.updateStatus(kind, namespace, name, next, options), request);
      }
      default:
        throw status.methodNotAllowed();
    }
  }

  /** Server-side apply makes what is not there yet, but no sub-resources. */
  #apply(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    const { registry } = this.#parts;
    const namespace = request.namespace ?? '';
    const name = request.name ?? '';
    const there = request.subresource ? registry.get(kind, namespace, name) : registry.find(kind, namespace, name);
    const live = there && this.#parts.managers.shown(there);
    const next = appliedObject(live, request, this.#application(kind, request), options.warn);
    sameName(next, name);
    const applied = { ...options, applied: true };
    if (live) sameUid(kind, next, live);
    else if (request.user && !isOwnUser(request.user))
      this.#parts.mustBeAllowed(attributesOf({ ...request, verb: 'create' }, request.user));
    if (!live) return this.#one(kind, registry.create(kind, namespace, next, applied), request, 201);
    if (request.subresource) return this.#one(kind, registry.updateStatus(kind, namespace, name, next, applied), request);
    return this.#one(kind, registry.update(kind, namespace, name, next, applied), request);
  }

  #application(kind: KindDefinition, { fieldManager = '', subresource = '', force = false }: ApiRequest): Application {
    const { kinds, now } = this.#parts;
    return {
      kind,
      otherVersion: otherVersions(kinds, kind),
      manager: { name: fieldManager, subresource },
      time: formatRfc3339(now()),
      force,
    };
  }

  #scale(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    const { registry } = this.#parts;
    const name = request.name ?? '';
    const current = this.#parts.managers.shown(orNoScale(kind, name, () => registry.get(kind, request.namespace ?? '', name)));
    if (request.verb === 'get')
      return answer(request.representation === 'Table' ? scaleTable(scaleOf(kind, current), this.#parts.now()) : scaleOf(kind, current));
    if (request.verb !== 'update' && request.verb !== 'patch') throw status.methodNotAllowed();
    const scale = scaleOf(kind, current);
    const next = this.#nextScale(kind, current, scale, request, options);
    const admitted = registry.admitSubresource({ ...scaleAttributes(kind, current), object: next, previous: scale }, options);
    const scaled = withScale(kind, deepClone(current), next);
    const manager = options.manager;
    if (request.patchType === 'apply')
      scaled.metadata.managedFields = appliedScale(kind, current, (next.metadata.managedFields ?? []) as ManagedFieldsEntry[]);
    else if (manager && kind.scale?.replicas(scaled) !== kind.scale?.replicas(current) && managersOfScale(kind, current).length > 0)
      scaled.metadata.managedFields = scaledBy(kind, current, manager);
    const write = { ...options, admitted, applied: true };
    return answer(scaleOf(kind, registry.update(kind, request.namespace ?? '', request.name ?? '', scaled, write)));
  }

  #nextScale(kind: KindDefinition, current: KubeObject, scale: KubeObject, request: ApiRequest, options: WriteOptions): KubeObject {
    if (request.verb === 'update') {
      const body = decodeObject(scaleKind, request.body, request.fieldValidation, options.warn, request.strictFaults);
      sameName(body, request.name ?? '');
      return body;
    }
    if (request.patchType !== 'apply') return this.#patched(scaleKind, scale, request, options);
    const live = { ...scale, metadata: { ...scale.metadata, managedFields: managersOfScale(kind, current) } };
    const next = appliedObject(live, request, this.#application(scaleKind, request), options.warn);
    sameName(next, request.name ?? '');
    return next;
  }

  /** The object after the request's patch, decoded like any body. Only a patch that names another resourceVersion is in conflict. */
  #patched(kind: KindDefinition, current: KubeObject, request: ApiRequest, options: WriteOptions): KubeObject {
    const shown = this.#parts.managers.shown(current);
    const next = applyPatch(kind, kind.fromStored?.(shown) ?? shown, request, options.warn);
    sameName(next, request.name ?? '');
    sameUid(kind, next, current);
    return next;
  }

  /** Such lists have no revision, and no pages. */
  #computed(kind: KindDefinition, objects: readonly KubeObject[], request: ApiRequest): ApiResponse {
    const { namespace = '', name } = request;
    const there = namespace === '' ? objects : objects.filter(({ metadata }) => metadata.namespace === namespace);
    if (name === undefined) return answer(this.#presentation.list(kind, there.filter(selection(kind, request)), {}, request));
    const found = there.find(({ metadata }) => metadata.name === name);
    if (found) return this.#one(kind, found, request);
    throw kind.missing?.(name, namespace) ?? status.notFound({ group: kind.group, resource: kind.plural }, name);
  }

  #list(kind: KindDefinition, request: ApiRequest): ApiResponse {
    const { item, list } = this.#presentation.lister(kind, request);
    const { items, metadata } = listPage(kind, request, this.#parts.store, selection(kind, request), item);
    return answer(list(items, metadata));
  }

  #shown(response: ApiResponse): ApiResponse {
    return response.body.metadata === undefined ? response : { ...response, body: this.#parts.managers.shown(response.body) };
  }

  #one(kind: KindDefinition, object: KubeObject, request: ApiRequest, code = 200): ApiResponse {
    return answer(this.#presentation.represent(kind, object, request), code);
  }

  /** What a watch of this request looks at. */
  watched(request: WatchRequest): WatchedResource {
    const kind = this.#parts.kinds.find(request.group, request.version, request.resource);
    if (!kind) throw status.pathNotFound();
    if (kind.verbs && !kind.verbs.includes('watch')) throw status.methodNotSupported({ group: kind.group, resource: kind.plural }, 'watch');
    const matches = selection(kind, request);
    const inNamespace = (object: KubeObject): boolean => !request.namespace || object.metadata.namespace === request.namespace;
    return {
      resource: storageName(kind),
      matches: (object) => inNamespace(object) && matches(object),
      represent: (object) => this.#presentation.represent(kind, object, request),
      bookmark: (metadata) => this.#presentation.bookmark(kind, metadata, request.representation),
    };
  }

  #delete(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    const { registry } = this.#parts;
    // What is wrong with a body is told first, whether there is such an object or not.
    const deletion = deleteOptions(request.body);
    const { name = '', namespace = '' } = registry.get(kind, request.namespace ?? '', request.name ?? '').metadata;
    warnOfDefault(kind, deletion, options);
    const result = registry.delete(kind, namespace, name, deletion, options);
    if ('marked' in result) return this.#one(kind, result.marked, request);
    if (kind.returnsDeleted) return this.#one(kind, result.gone, request);
    const { uid } = result.gone.metadata;
    return answer({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid },
    });
  }

  #deleteCollection(kind: KindDefinition, request: ApiRequest, options: WriteOptions): ApiResponse {
    const { registry, store } = this.#parts;
    const deletion = deleteOptions(request.body);
    warnOfDefault(kind, deletion, options);
    const { items } = listPage(kind, request, store, selection(kind, request), (object) => object);
    for (const { metadata } of items) registry.delete(kind, metadata.namespace ?? '', metadata.name ?? '', deletion, options);
    return answer(this.#presentation.list(kind, items, { resourceVersion: String(store.revision) }, request));
  }
}

function warnOfDefault(kind: KindDefinition, { propagationPolicy }: ReturnType<typeof deleteOptions>, { warn }: WriteOptions): void {
  if (kind.defaultPropagationWarning && propagationPolicy === undefined) warn(kind.defaultPropagationWarning);
}

function answer(body: KubeObject, code = 200): ApiResponse {
  return { code, body, warnings: [] };
}

function scaleAttributes(kind: KindDefinition, { metadata }: KubeObject): SubresourceAttributes {
  const bodyKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
  return { kind, operation: 'UPDATE', subresource: 'scale', bodyKind, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

/** The body of a request to a sub-resource whose bodies are of a kind of their own (`Eviction`, `Binding`), decoded as that kind. */
function decodedForSubresource(kind: KindDefinition, request: ApiRequest, { warn }: WriteOptions): ApiRequest {
  const facts = getOwn(kind.subresources ?? {}, request.subresource ?? '');
  if ((request.verb !== 'create' && request.verb !== 'update') || !facts) return request;
  const of = { group: facts.group ?? kind.group, version: facts.version ?? kind.version, kind: facts.kind };
  const type = definitionForKind(of.group, of.version, of.kind);
  const { fieldValidation, strictFaults = [] } = request;
  const body =
    type &&
    decodeBody(of, type, inVersion(of, facts.olderVersions, request.body ?? {}), {
      validation: fieldValidation,
      warn,
      faults: strictFaults,
    });
  return body ? { ...request, body } : request;
}

/** A body of an older version as one of the version that is served. */
function inVersion({ group, version }: { group: string; version: string }, older: readonly string[] = [], body: unknown): unknown {
  if (!isObject(body) || !older.some((name) => body['apiVersion'] === formatGroupVersion(group, name))) return body;
  return { ...body, apiVersion: formatGroupVersion(group, version) };
}

/** Kinds that do not know how their lists are merged refuse patches that ask for it. */
function refusePatchType({ patches }: KindDefinition, { patchType }: ApiRequest): void {
  if (patches && patchType === 'strategic') throw status.unsupportedMediaType(patches);
}
