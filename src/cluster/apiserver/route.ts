import type { ApiRequest, ApiResponse, PatchType } from '../../api/client.ts';
import { goQuote } from '../../api/go-text.ts';
import { parseBody } from './patching.ts';
import { badRequest, pathNotFound, unsupportedMediaType } from '../../api/status.ts';

export interface RoutedRequest {
  method: string;
  /** Path and query: `/api/v1/namespaces/default/pods?limit=5`. */
  path: string;
  body: unknown;
  contentType: string;
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Reads a REST path the way the API server's mux does and hands the request on. NotFound for paths that lead nowhere. */
export function routeRequest(routed: RoutedRequest, handle: (request: ApiRequest) => ApiResponse): ApiResponse {
  const [path = '', search = ''] = routed.path.split('?', 2);
  const target = resourceTarget(path);
  const query = new URLSearchParams(search);
  const options = {
    ...target,
    ...text(query, 'labelSelector'),
    ...text(query, 'fieldSelector'),
    ...text(query, 'resourceVersion'),
    ...text(query, 'continue'),
    ...text(query, 'fieldManager'),
    ...limitOf(query.get('limit')),
    ...(query.get('dryRun') === 'All' ? { dryRun: true } : {}),
    ...(query.has('fieldValidation')
      ? { fieldValidation: query.get('fieldValidation') as NonNullable<ApiRequest['fieldValidation']> }
      : {}),
    ...(query.has('force') ? { force: query.get('force') === 'true' } : {}),
    query: Object.fromEntries(query),
  };
  switch (routed.method) {
    case 'GET':
      return handle({ ...options, verb: target.name === undefined ? 'list' : 'get' });
    case 'POST':
      return handle({ ...options, verb: 'create', body: document(routed.body) });
    case 'PUT':
      return handle({ ...options, verb: 'update', body: document(routed.body) });
    case 'DELETE':
      return handle({ ...options, verb: target.name === undefined ? 'deletecollection' : 'delete', body: document(routed.body) });
    case 'PATCH': {
      const patchType = PATCH_TYPES[routed.contentType.split(';', 1)[0] as string];
      if (!patchType) throw unsupportedMediaType(Object.keys(PATCH_TYPES));
      return handle({ ...options, verb: 'patch', patchType, body: routed.body });
    }
    default:
      throw pathNotFound();
  }
}

function limitOf(text: string | null): Pick<ApiRequest, 'limit'> {
  if (text === null || text === '') return {};
  if (!/^[+-]?[0-9]+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  return { limit: Number(text) };
}

/** A body that came as text is JSON. */
function document(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  if (body.trim() === '') return undefined;
  return parseBody(body);
}

type Target = Pick<ApiRequest, 'group' | 'version' | 'resource' | 'namespace' | 'name' | 'subresource'>;

/** `/api/v1/…` or `/apis/GROUP/VERSION/…`, then `[namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]]`. */
function resourceTarget(path: string): Target {
  const parts = path.split('/').slice(1).map(decodePart);
  const root = parts.shift();
  const group = root === 'apis' ? (parts.shift() ?? '') : '';
  if ((root !== 'api' && root !== 'apis') || (root === 'apis' && group === '')) throw pathNotFound();
  const version = parts.shift() ?? '';
  const namespaced = parts[0] === 'namespaces' && parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(parts[2] as string);
  const namespace = namespaced ? parts.splice(0, 2)[1] : undefined;
  const [resource, name, subresource, ...rest] = parts;
  if (!version || !resource || rest.length > 0 || name === '' || namespace === '') throw pathNotFound();
  return {
    group,
    version,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw pathNotFound();
  }
}

function text<K extends string>(query: URLSearchParams, name: K): Partial<Record<K, string>> {
  const value = query.get(name);
  return value ? ({ [name]: value } as Record<K, string>) : {};
}
