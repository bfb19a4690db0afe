import type { ApiRequest, ApiResponse, WatchRequest } from '../../../api/client.ts';
import type { JsonObject } from '../../../api/json.ts';
import { badRequest, invalid, StatusError } from '../../../api/status.ts';
import type { WatchState, WireAnswer } from '../../cluster.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { attributesOf, watchAttributes, type ResourceAttributes } from '../authorization/attributes.ts';
import { patchTypeOf, readObject, readPatch } from './body.ts';
import { documentText, objectText } from './encode.ts';
import { warningHeader } from './headers.ts';
import type { KnownRequest, Seen, WireServer } from './index.ts';
import { checkRepresentation, negotiateOutput, type OutputFormat } from './negotiation.ts';
import { deleteOptionsOf, dryRunErrors, includeObjectOf, listOptions, logOptions, writeOptions, type ListOptions } from './options.ts';
import { booleanParameter, textParameter } from './parameters.ts';
import { askedFor, resourceRoute, type ResourceRoute } from './resource-path.ts';
import { tableEvents } from './table-events.ts';

/** Answers a request for a resource. Refuses by StatusErrors, and by PageNotFound for groups that nobody serves. */
export function resourceAnswer(request: KnownRequest, server: WireServer, seen: Seen): WireAnswer {
  const route = (seen.route = routeOf(request, server));
  try {
    return answered(route, request, server);
  } catch (error) {
    // What is wrong with a request is told to those only who may ask.
    if (error instanceof StatusError) server.authorize(askedBy(route, request));
    throw error;
  }
}

function askedBy({ kind, oldWatch, ...route }: ResourceRoute, { query, user }: KnownRequest): ResourceAttributes {
  const { group, version, plural } = kind;
  const fieldSelector = textParameter(query, 'fieldSelector');
  const asked = { ...route, group, version, resource: plural, ...(fieldSelector ? { fieldSelector } : {}) };
  if (route.verb === 'list' && (oldWatch || booleanParameter(query, 'watch'))) return watchAttributes(asked, user);
  return attributesOf(asked, user);
}

function answered(route: ResourceRoute, request: KnownRequest, server: WireServer): WireAnswer {
  const lists = route.verb === 'list' ? listOptions(request.query, route.oldWatch) : undefined;
  const format = negotiateOutput(request.headers, request.query, { stream: lists?.watch === true, yaml: server.yaml !== undefined });
  const address = { group: route.kind.group, version: route.kind.version, resource: route.kind.plural };
  const asked: ApiRequest = {
    ...address,
    verb: route.verb,
    user: request.user,
    ...(route.namespace ? { namespace: route.namespace } : {}),
    ...(route.name === undefined ? {} : { name: route.name }),
    ...(route.subresource === undefined ? {} : { subresource: route.subresource }),
    ...(format.representation === 'Object' ? {} : { representation: format.representation }),
    ...(format.representation === 'Table' ? includeObjectOf(request.query) : {}),
  };
  if (lists) return lists.watch ? watching(route, asked, lists, format, server) : listed(route, asked, lists, format, server);
  const complete = { ...asked, ...verbOptions(route, request, server) };
  if (route.subresource === 'log' && booleanParameter(request.query, 'follow') === true) {
    // Refusals come as a Status, before anything else.
    server.handle({ ...complete, query: { ...complete.query, limitBytes: '1' } });
    return { kind: 'follow', headers: { 'content-type': 'text/plain' }, request: complete };
  }
  // What an answer cannot be shown as is said before anything is written. (What is deleted at once is answered with a Status.)
  if (route.verb !== 'delete' && route.verb !== 'deletecollection') checkRepresentation(format, goType(route.kind, ''), false);
  const response = server.handle(complete);
  return encoded(response, format, server);
}

/** Where there is nothing, it counts first whether the user might have asked. */
function routeOf({ method, path, user }: KnownRequest, { kinds, authorize }: WireServer): ResourceRoute {
  try {
    return resourceRoute(method, path, kinds);
  } catch (error) {
    authorize({ ...askedFor(method, path), user });
    throw error;
  }
}

/** What depends on the verb: options from the query, and the body. */
function verbOptions(route: ResourceRoute, request: KnownRequest, server: WireServer): Partial<ApiRequest> {
  const { query, headers, body } = request;
  const { kind, verb, subresource } = route;
  const userAgent = headers['user-agent'];
  if (subresource !== undefined && CONNECTIONS.includes(subresource)) return { query: connectionOptions(route, request) };
  const bodyKind = (subresource !== undefined && kind.subresources?.[subresource]?.kind) || (subresource === 'scale' ? 'Scale' : kind.kind);
  switch (verb) {
    case 'get': {
      if (subresource === 'log') return { query: logOptions(query) };
      const resourceVersion = textParameter(query, 'resourceVersion');
      return resourceVersion === undefined ? {} : { resourceVersion };
    }
    case 'create':
    case 'update': {
      if (verb === 'create' && kind.namespaced && !route.namespace) throw badRequest('an empty namespace may not be set during creation');
      const { value, faults } = readObject(body, headers['content-type'], bodyKind, server.yaml);
      const options = writeOptions(query, verb, userAgent);
      return { ...options, body: value, ...(faults.length > 0 ? { strictFaults: faults } : {}) };
    }
    case 'patch': {
      const patchType = patchTypeOf(headers['content-type'], kind.type !== undefined);
      const options = writeOptions(query, 'patch', userAgent, patchType);
      const { value, faults } = readPatch(body, patchType, server.yaml);
      return { ...options, patchType, body: value, ...(faults.length > 0 ? { strictFaults: faults } : {}) };
    }
    case 'deletecollection':
      return { ...listOptions(query).selection, ...deletion(request, server) };
    case 'delete':
      return deletion(request, server);
    default:
      return {};
  }
}

function deletion({ query, headers, body }: KnownRequest, { yaml }: WireServer): Partial<ApiRequest> {
  const options: JsonObject = body ? readObject(body, headers['content-type'], 'DeleteOptions', yaml).value : deleteOptionsOf(query);
  const dryRun = Array.isArray(options['dryRun']) ? (options['dryRun'] as string[]) : [];
  const errors = dryRunErrors(dryRun);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return { body: options, ...(dryRun.length > 0 ? { dryRun: true } : {}) };
}

const CONNECTIONS = ['proxy', 'exec', 'attach', 'portforward'];

function connectionOptions({ subpath }: ResourceRoute, { query }: KnownRequest): Record<string, string> {
  if (query.has('dryRun')) throw badRequest('dryRun is not supported');
  return { ...query.plain(), ...(subpath === undefined ? {} : { path: subpath }) };
}

/** A watch of one object by its name is one with a field selector. */
function selected(route: ResourceRoute, { selection }: ListOptions): ListOptions['selection'] {
  if (route.name === undefined) return selection;
  const own = `metadata.name=${route.name}`;
  if (selection.fieldSelector && selection.fieldSelector !== own)
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  return { ...selection, fieldSelector: own };
}

function listed(route: ResourceRoute, asked: ApiRequest, lists: ListOptions, format: OutputFormat, server: WireServer): WireAnswer {
  checkRepresentation(format, goType(route.kind, 'List'), true);
  return encoded(server.handle({ ...asked, ...lists.selection }), format, server);
}

function watching(route: ResourceRoute, asked: ApiRequest, lists: ListOptions, format: OutputFormat, server: WireServer): WireAnswer {
  const { limit: _limit, continue: _continue, ...selection } = selected(route, lists);
  const { name: _name, subresource: _subresource, verb: _verb, ...target } = asked;
  const request: WatchRequest = {
    ...target,
    ...selection,
    ...(lists.sendInitialEvents === undefined ? {} : { sendInitialEvents: lists.sendInitialEvents }),
    ...(lists.allowWatchBookmarks ? { allowWatchBookmarks: true } : {}),
  };
  const watch: WatchState = server.watch(request);
  const shown = tableEvents(format);
  const encode = (type: string, object: KnownObject): string => `{"type":"${type}","object":${objectText(shown(object))}}\n`;
  const warnings = warningHeader(route.kind.deprecated ? [route.kind.deprecated] : []);
  return {
    kind: 'watch',
    headers: { 'content-type': 'application/json', ...(warnings === undefined ? {} : { warning: warnings }) },
    watch,
    ...(lists.timeoutSeconds ? { timeoutSeconds: lists.timeoutSeconds } : {}),
    encode: ({ type, object }) => encode(type, object),
    bookmark: () => (lists.allowWatchBookmarks && watch.revision >= 0 ? encode('BOOKMARK', server.bookmark(watch)) : undefined),
  };
}

type KnownObject = Parameters<typeof objectText>[0];

function encoded({ code, body, text, warnings }: ApiResponse, format: OutputFormat, { yaml }: WireServer): WireAnswer {
  const warning = warningHeader(warnings);
  const headers = warning === undefined ? undefined : { warning };
  if (text !== undefined) return { kind: 'whole', status: code, headers: { 'content-type': 'text/plain', ...headers }, body: text };
  const shown =
    format.metaVersion === 'v1' || !body.apiVersion?.startsWith('meta.k8s.io/') ? body : { ...body, apiVersion: 'meta.k8s.io/v1beta1' };
  return {
    kind: 'whole',
    status: code,
    headers: { 'content-type': format.mediaType, ...headers },
    body: documentText(objectText(shown), format, yaml),
  };
}

/** As the server calls its internal type in messages: `*core.PodList`. */
function goType({ group, kind }: KindDefinition, suffix: string): string {
  return `*${group === '' ? 'core' : (group.split('.')[0] as string)}.${kind}${suffix}`;
}
