import type { ApiRequest, PatchType, Representation, WatchRequest } from '../../api/client.ts';

/** What kubectl's discovery gives a server, where nobody says otherwise. */
export const DISCOVERY_TIMEOUT = '32s';

/** Who we are: servers take the manager of fields from it where none is named. */
export const USER_AGENT = 'kubectl/v1.36.4 (kubesim)';

/** What goes over the wire for one request. */
export interface HttpRequest {
  method: string;
  /** Path and query, below the server's own path. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

const METHODS: Readonly<Record<ApiRequest['verb'], string>> = {
  get: 'GET',
  list: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Two versions of a representation may be known; a server that knows neither answers with the objects. */
function accept(representation: Representation | undefined, list: boolean): string {
  if (representation === 'Table')
    return 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
  if (representation === 'PartialObjectMetadata')
    return `application/json;as=PartialObjectMetadata${list ? 'List' : ''};v=v1;g=meta.k8s.io,application/json`;
  return 'application/json';
}

/** `timeout`: how long the server may take, in Go's words (`2s`). */
export function httpRequest(request: ApiRequest, timeout?: string): HttpRequest {
  const { verb } = request;
  const deletes = verb === 'delete' || verb === 'deletecollection';
  const body = deletes ? deleteOptions(request) : request.body;
  const list = verb === 'list' || verb === 'deletecollection';
  const parameters = new URLSearchParams(request.query);
  set(parameters, 'labelSelector', request.labelSelector);
  set(parameters, 'fieldSelector', request.fieldSelector);
  set(parameters, 'resourceVersion', request.resourceVersion);
  set(parameters, 'resourceVersionMatch', request.resourceVersionMatch);
  set(parameters, 'limit', request.limit === undefined || request.limit === 0 ? undefined : String(request.limit));
  set(parameters, 'continue', request.continue);
  set(parameters, 'dryRun', request.dryRun && !deletes ? 'All' : undefined);
  set(parameters, 'fieldManager', request.fieldManager);
  set(parameters, 'fieldValidation', request.fieldValidation);
  set(parameters, 'force', request.force === undefined ? undefined : String(request.force));
  set(parameters, 'includeObject', request.includeObject);
  set(parameters, 'timeout', timeout);
  return {
    method: METHODS[verb],
    path: withQuery(resourcePath(request), parameters),
    headers: {
      accept: request.subresource === 'log' ? 'application/json, */*' : accept(request.representation, list),
      ...(body === undefined ? {} : { 'content-type': contentType(request) }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

/** A server that finds options in a deletion's body looks for none in the query: a dry run has to be told there. */
function deleteOptions({ body, dryRun }: ApiRequest): unknown {
  if (!dryRun || typeof body === 'string') return body;
  return { kind: 'DeleteOptions', apiVersion: 'v1', ...(body as object | undefined), dryRun: ['All'] };
}

export function watchRequest(request: WatchRequest, timeout?: string): HttpRequest {
  const parameters = new URLSearchParams();
  set(parameters, 'labelSelector', request.labelSelector);
  set(parameters, 'fieldSelector', request.fieldSelector);
  set(parameters, 'resourceVersion', request.resourceVersion);
  set(parameters, 'includeObject', request.includeObject);
  parameters.set('allowWatchBookmarks', 'true');
  set(parameters, 'timeout', timeout);
  parameters.set('watch', 'true');
  return { method: 'GET', path: withQuery(resourcePath(request), parameters), headers: { accept: accept(request.representation, false) } };
}

function contentType({ verb, patchType }: ApiRequest): string {
  return verb === 'patch' && patchType ? PATCH_TYPES[patchType] : 'application/json';
}

function resourcePath({
  group,
  version,
  namespace,
  resource,
  name,
  subresource,
}: Pick<ApiRequest, 'group' | 'version' | 'namespace' | 'resource' | 'name' | 'subresource'>): string {
  const parts = [
    ...(group === '' ? ['api', version] : ['apis', group, version]),
    ...(namespace ? ['namespaces', namespace] : []),
    resource,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined || subresource === '' ? [] : subresource.split('/')),
  ];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

function set(parameters: URLSearchParams, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') parameters.set(name, value);
}

/** A path that somebody gave, with the timeout where there is one. */
export function rawPath(path: string, timeout: string | undefined): string {
  if (timeout === undefined) return path;
  const [before = '', query] = path.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('timeout', timeout);
  return withQuery(before, parameters);
}

function withQuery(path: string, parameters: URLSearchParams): string {
  if (parameters.size === 0) return path;
  parameters.sort();
  return `${path}?${parameters.toString()}`;
}
