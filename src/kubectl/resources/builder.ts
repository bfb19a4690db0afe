import type { ApiRequest, ApiResource, Client, WatchRequest } from '../../api/client.ts';
import { matchesSelector, parseLabelSelector, SelectorError } from '../../api/labels.ts';
import { formatGroupVersion, parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { hasReason, StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { BareError } from '../errors.ts';
import { MISSING_RESOURCE, parseResourceArguments, type ResourceArguments } from './arguments.ts';
import type { ManifestDocument } from './manifests.ts';
import type { ResourceMapper } from './mapper.ts';
import { requestPages } from './pages.ts';

/** One object that a command is to work on: where it is, and what is known of it. */
export interface ResourceInfo {
  resource: ApiResource;
  /** '' for cluster-scoped resources. */
  namespace: string;
  name: string;
  /** As read from a file, or as the server has it after `fetch`. */
  object?: KubeObject;
  /** The file it was read from, or STDIN. */
  source?: string;
}

/** A list request of a selection: one resource type, everything that matches. */
export interface ResourceList {
  resource: ApiResource;
  /** Undefined: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** What the arguments, files and selectors of a command line stand for. */
export type Selected =
  { kind: 'infos'; infos: readonly ResourceInfo[]; fromFiles: boolean } | { kind: 'lists'; lists: readonly ResourceList[] };

export interface SelectionOptions {
  mapper: ResourceMapper;
  args: readonly string[];
  /** Documents of -f and -k; undefined when no file was named. */
  documents?: readonly ManifestDocument[];
  namespace: string;
  /** -n was given: files must not name another namespace. */
  enforceNamespace?: boolean;
  allNamespaces?: boolean;
  labelSelector?: string;
  fieldSelector?: string;
  /** --all */
  all?: boolean;
  /** `get`: a type without names means all of them. */
  emptyMeansAll?: boolean;
  /** Client-side warnings (`short name "ev" could also match …`). */
  warn?(text: string): void;
  /** What is thrown when nothing at all was named. */
  missing?: string;
  /** Hears of manifests whose kind the server does not know, or that are of another namespace; the others are still selected. Without it the first one throws. */
  failed?(error: unknown): void;
  /** Categories (`all`) are expanded unless a command works on one type only. */
  singleType?: boolean;
}

/** Turns a command line into the objects and lists it names, with kubectl's errors for contradictions, before anything is asked of the server. */
export function selectResources(options: SelectionOptions): Selected {
  const { labelSelector = '', fieldSelector = '' } = options;
  const parsed = parseResourceArguments(options.args);
  if (options.all && (labelSelector !== '' || fieldSelector !== ''))
    throw new UserError("setting 'all' parameter but found a non empty selector. ");
  if (options.documents) return fromDocuments(options, parsed);
  const everything = options.all === true || (options.emptyMeansAll === true && parsed.types.length > 0 && parsed.names.length === 0);
  if (labelSelector !== '' || fieldSelector !== '' || everything) return bySelector(options, parsed);
  if (parsed.pairs.length > 0) {
    return {
      kind: 'infos',
      fromFiles: false,
      infos: parsed.pairs.map(({ type, name }) => named(options, options.mapper.forArgument(type, options.warn), name)),
    };
  }
  const resources = typesOf(options, parsed.types);
  if (parsed.names.length > 0) {
    return {
      kind: 'infos',
      fromFiles: false,
      infos: resources.flatMap((resource) => parsed.names.map((name) => named(options, resource, name))),
    };
  }
  if (resources.length > 0) throw new UserError('resource(s) were provided, but no name was specified');
  throw new UserError(options.missing ?? MISSING_RESOURCE);
}

function bySelector(options: SelectionOptions, parsed: ResourceArguments): Selected {
  if (parsed.names.length > 0) throw new UserError('name cannot be provided when a selector is specified');
  if (parsed.pairs.length > 0) throw new UserError('selectors and the all flag cannot be used when passing resource/name arguments');
  if (parsed.types.length === 0) throw new UserError('at least one resource must be specified to use a selector');
  const lists = typesOf(options, parsed.types).map((resource) => ({
    resource,
    ...(resource.namespaced && !options.allNamespaces ? { namespace: options.namespace } : {}),
    ...(options.labelSelector ? { labelSelector: options.labelSelector } : {}),
    ...(options.fieldSelector ? { fieldSelector: options.fieldSelector } : {}),
  }));
  return { kind: 'lists', lists };
}

function fromDocuments(options: SelectionOptions, parsed: ResourceArguments): Selected {
  if (parsed.pairs.length > 0) throw new UserError('resource/name arguments cannot be provided when a path is specified');
  if (parsed.types.length > 0) {
    throw new UserError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  }
  const matches = labelFilter(options.labelSelector ?? '');
  const infos: ResourceInfo[] = [];
  for (const document of options.documents ?? []) {
    try {
      const info = infoOfDocument(options, document);
      if (matches(info)) infos.push(info);
    } catch (error) {
      if (!options.failed) throw error;
      options.failed(error);
    }
  }
  return { kind: 'infos', fromFiles: true, infos };
}

/** `-l` together with files takes only those objects that have the labels in their manifest. */
function labelFilter(text: string): (info: ResourceInfo) => boolean {
  if (text === '') return () => true;
  try {
    const selector = parseLabelSelector(text);
    return ({ object }) => matchesSelector(selector, object?.metadata?.labels);
  } catch (error) {
    if (error instanceof SelectorError) throw new UserError(`the provided selector "${text}" is not valid: ${error.message}`);
    throw error;
  }
}

/** Maps a document to its resource and namespace. */
function infoOfDocument(options: SelectionOptions, { object, source, listed }: ManifestDocument): ResourceInfo {
  const kubeObject = object as KubeObject;
  const { group, version } = parseGroupVersion(kubeObject.apiVersion ?? '');
  const resource = options.mapper.forKind(group, version, kubeObject.kind ?? '');
  const name = kubeObject.metadata?.name ?? '';
  if (!resource) throw listed ? new BareError(`unable to recognize ${noMatchText(kubeObject)}`) : noMatch(kubeObject, source);
  const given = kubeObject.metadata?.namespace;
  if (resource.namespaced && options.enforceNamespace && given && given !== options.namespace) {
    throw new UserError(
      `the namespace from the provided object "${given}" does not match the namespace "${options.namespace}". You must pass '--namespace=${given}' to perform this operation.`,
    );
  }
  const namespace = resource.namespaced ? given || options.namespace : '';
  const placed: KubeObject = resource.namespaced ? { ...kubeObject, metadata: { ...kubeObject.metadata, namespace } } : kubeObject;
  return { resource, namespace, name, object: placed, source };
}

function noMatchText(object: KubeObject): string {
  return `no matches for kind "${object.kind ?? ''}" in version "${object.apiVersion ?? ''}"`;
}

/** The server does not know the kind of a manifest. */
export class NoMatchError extends UserError {}

function noMatch(object: KubeObject, source: string): NoMatchError {
  const { name = '', namespace = '' } = object.metadata ?? {};
  return new NoMatchError(
    `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": ${noMatchText(object)}\nensure CRDs are installed first`,
  );
}

/** Each kind once, however often it is named (`all,pods,po`). */
function typesOf(options: SelectionOptions, types: readonly string[]): ApiResource[] {
  const all = types.flatMap((type) => options.mapper.category(type) ?? [options.mapper.forArgument(type, options.warn)]);
  const same = (a: ApiResource, b: ApiResource): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;
  return all.filter((resource, i) => all.findIndex((each) => same(each, resource)) === i);
}

function named(options: SelectionOptions, resource: ApiResource, name: string): ResourceInfo {
  if (options.allNamespaces && resource.namespaced) throw new UserError('a resource cannot be retrieved by name across all namespaces');
  return { resource, namespace: resource.namespaced ? options.namespace : '', name };
}

/** Where requests about a resource go. */
export function addressOf(resource: ApiResource): Pick<ApiRequest, 'group' | 'version' | 'resource'> {
  return { group: resource.group, version: resource.version, resource: resource.name };
}

/** The object as the server has it now. */
export async function fetchInfo(client: Client, info: ResourceInfo, extra: Partial<ApiRequest> = {}): Promise<ResourceInfo> {
  const address = { ...addressOf(info.resource), namespace: info.namespace, name: info.name };
  try {
    return { ...info, object: (await client.request({ ...address, verb: 'get', ...extra })).body };
  } catch (error) {
    if (hasReason(error, 'NotFound')) await refuseMissingNamespace(client, info.namespace);
    throw error;
  }
}

/** Where an object is not there, kubectl looks whether its namespace is. Throws what the server says when that is not there either. */
async function refuseMissingNamespace(client: Client, namespace: string): Promise<void> {
  if (namespace === '' || namespace === 'default') return;
  try {
    await client.request({ group: '', version: 'v1', resource: 'namespaces', verb: 'get', name: namespace });
  } catch (error) {
    if (hasReason(error, 'NotFound')) throw error;
  }
}

/** How an object is watched from now on, and the object as it is now, if it is there. (Its own revision may be one that servers have forgotten.) */
export async function watchStart(client: Client, info: ResourceInfo): Promise<{ request: WatchRequest; object?: KubeObject }> {
  const { resource, namespace, name } = info;
  const selectors = { ...(namespace === '' ? {} : { namespace }), fieldSelector: `metadata.name=${name}` };
  const { items, metadata } = (await requestList(client, { resource, ...selectors }, {})) as KubeObject & { items?: KubeObject[] };
  const request = { ...addressOf(resource), ...selectors, resourceVersion: metadata.resourceVersion ?? '' };
  return { request, ...(items?.[0] ? { object: withKind(items[0], resource) } : {}) };
}

/** The members of a list, as infos; fetched in pieces of `pageSize`, if it has one. BadRequest is told the way kubectl does, with what was asked for. */
export async function fetchList(client: Client, list: ResourceList, pageSize = 0): Promise<ResourceInfo[]> {
  const response = await requestList(client, list, { limit: pageSize });
  const items = (response['items'] ?? []) as KubeObject[];
  return items.map((item) => ({
    resource: list.resource,
    namespace: item.metadata.namespace ?? '',
    name: item.metadata.name ?? '',
    object: withKind(item, list.resource),
  }));
}

/** Members of lists come without their kind. */
export function withKind(item: KubeObject, { group, version, kind }: ApiResource): KubeObject {
  return { ...item, apiVersion: item.apiVersion ?? formatGroupVersion(group, version), kind: item.kind ?? kind };
}

/** The answer to a list request. */
export async function requestList(client: Client, list: ResourceList, extra: Partial<ApiRequest>): Promise<KubeObject> {
  const { resource, ...selectors } = list;
  try {
    return await requestPages(client, { ...addressOf(resource), verb: 'list', ...selectors, ...extra });
  } catch (error) {
    throw error instanceof StatusError ? explainListError(error, list) : error;
  }
}

function explainListError(error: StatusError, list: ResourceList): StatusError {
  const { resource, labelSelector = '', fieldSelector = '' } = list;
  if (error.reason !== 'BadRequest' && error.reason !== 'NotFound') return error;
  const groupVersion = resource.group === '' ? '/' + resource.version : `${resource.group}/${resource.version}`;
  const wanted = `"${groupVersion}, Resource=${resource.name}"`;
  if (labelSelector === '' && fieldSelector === '') {
    return new StatusError({ ...error.status, message: `Unable to list ${wanted}: ${error.status.message ?? ''}` });
  }
  const text = `Unable to find ${wanted} that match label selector "${labelSelector}", field selector "${fieldSelector}": ${error.status.message ?? ''}`;
  return new StatusError({ ...error.status, message: text });
}

/** Everything selected, fetched: infos one by one (errors are handed to `failed` and the rest goes on), lists as their members. */
export async function fetchSelected(
  client: Client,
  selected: Selected,
  failed: (error: unknown) => void,
  pageSize = 0,
): Promise<ResourceInfo[]> {
  const found: ResourceInfo[] = [];
  if (selected.kind === 'lists') {
    for (const list of selected.lists) found.push(...(await attempt(() => fetchList(client, list, pageSize), failed, [])));
    return found;
  }
  for (const info of selected.infos) {
    const fetched = await attempt(() => fetchInfo(client, info), failed, undefined);
    if (fetched) found.push(fetched);
  }
  return found;
}

async function attempt<T>(run: () => Promise<T>, failed: (error: unknown) => void, otherwise: T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    failed(error);
    return otherwise;
  }
}
