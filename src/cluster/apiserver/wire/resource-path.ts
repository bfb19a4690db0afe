import type { Verb } from '../../../api/client.ts';
import { badRequest, methodNotAllowed, notFound, pathNotFound } from '../../../api/status.ts';
import type { KindCatalogue } from '../../kinds/catalogue.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import type { ResourceAttributes } from '../authorization/attributes.ts';
import { verbsOf } from '../discovery.ts';

/** What a path below /api/v1 or /apis/GROUP/VERSION leads to. */
export interface ResourceRoute {
  kind: KindDefinition;
  namespace?: string;
  name?: string;
  subresource?: string;
  /** What follows a `proxy`: `/healthz`. */
  subpath?: string;
  verb: Verb;
  /** By one of the old paths below `watch/`. */
  oldWatch: boolean;
}

/** Sub-resources that are connections rather than objects. */
const CONNECTIONS = ['proxy', 'exec', 'attach', 'portforward'];
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

const ITEM_VERBS: Readonly<Record<string, Verb>> = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const COLLECTION_VERBS: Readonly<Record<string, Verb>> = { GET: 'list', POST: 'create', DELETE: 'deletecollection' };
const SUBRESOURCE_VERBS: Readonly<Record<string, Verb>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const CONNECT_VERBS: Readonly<Record<string, Verb>> = { ...SUBRESOURCE_VERBS, HEAD: 'get', OPTIONS: 'get' };

/** The path has no handler in the API server's containers: plain text, not a Status. */
export class PageNotFound extends Error {}

/**
 * Finds the kind, the object and the verb of a request as the API server's routes do.
 * @throws StatusError 404 for paths, 405 for methods that no route has; PageNotFound for groups that nobody serves
 */
export function resourceRoute(method: string, path: string, kinds: KindCatalogue): ResourceRoute {
  const parts = path.replace(/^\//, '').replace(/\/+$/, '').split('/');
  const legacy = parts[0] === 'api';
  if (!legacy && parts[0] !== 'apis') throw new PageNotFound();
  const [group = '', version = ''] = legacy ? ['', parts[1]] : [parts[1], parts[2]];
  if (!kinds.all().some((kind) => kind.group === group) || (!legacy && group === '')) throw new PageNotFound();
  const rest = parts.slice(legacy ? 2 : 3);
  const oldWatch = rest[0] === 'watch';
  if (oldWatch) rest.shift();
  const { namespace, segments } = inNamespace(rest);
  const [resource = '', name, subresource, ...more] = segments;
  const kind = kinds.find(group, version, resource);
  const collection = name === undefined;
  if (!kind) throw pathNotFound();
  if (kind.namespaced ? namespace === undefined && !collection : namespace !== undefined) throw pathNotFound();
  const connection = subresource !== undefined && CONNECTIONS.includes(subresource);
  if (more.length > 0 && subresource !== 'proxy') throw pathNotFound();
  const route = {
    kind,
    oldWatch,
    ...(namespace === undefined ? {} : { namespace }),
    ...(collection ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(subresource === 'proxy' ? { subpath: more.length > 0 ? `/${more.join('/')}` : '' } : {}),
  };
  const verb = verbOf(method, route, connection);
  if (name === '') throw badRequest('name must be provided');
  return { ...route, verb };
}

const REQUEST_VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What a path asks for, whether there is such a thing or not: who may not ask is not told what there is. */
export function askedFor(method: string, path: string): Omit<ResourceAttributes, 'user'> {
  const parts = path.split('/').filter((part) => part !== '');
  const legacy = parts[0] === 'api';
  const [group = '', version = ''] = legacy ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(legacy ? 2 : 3);
  const watch = rest[0] === 'watch';
  if (watch) rest.shift();
  const { namespace = '', segments } = inNamespace(rest);
  const [resource = '', name = '', subresource = ''] = segments;
  const one = Object.hasOwn(REQUEST_VERBS, method) ? (REQUEST_VERBS[method] as string) : '';
  const many = name === '' && (one === 'get' ? 'list' : one === 'delete' ? 'deletecollection' : one);
  return { verb: watch ? 'watch' : many || one, group, version, resource, subresource, namespace, name };
}

/** `namespaces/NS/RESOURCE…`, but not the sub-resources of the namespace itself. */
function inNamespace(rest: readonly string[]): { namespace?: string; segments: readonly string[] } {
  if (rest[0] !== 'namespaces' || rest.length < 3) return { segments: rest };
  if (rest.length === 3 && NAMESPACE_SUBRESOURCES.includes(rest[2] as string)) return { segments: rest };
  return { namespace: rest[1] as string, segments: rest.slice(2) };
}

function verbOf(method: string, route: Omit<ResourceRoute, 'verb'>, connection: boolean): Verb {
  const { kind, name, namespace, subresource, oldWatch } = route;
  const offered = verbsOf(kind, subresource);
  // The handler of custom resources knows the object, not the sub-resource; other kinds have no such route.
  if (!offered) throw kind.custom && name !== undefined ? notFound({ group: kind.group, resource: kind.plural }, name) : pathNotFound();
  const table =
    subresource !== undefined ? (connection ? CONNECT_VERBS : SUBRESOURCE_VERBS) : name !== undefined ? ITEM_VERBS : COLLECTION_VERBS;
  // Across all namespaces one can only list and watch.
  const acrossNamespaces = kind.namespaced && namespace === undefined;
  const possible = Object.entries(table).filter(
    ([key, verb]) => (offered as readonly string[]).includes(verb) && (!acrossNamespaces || key === 'GET') && (!oldWatch || key === 'GET'),
  );
  if (oldWatch && (subresource !== undefined || !offered.includes('watch'))) throw pathNotFound();
  if (possible.length === 0) throw pathNotFound();
  const verb = possible.find(([key]) => key === method)?.[1];
  if (!verb) throw methodNotAllowed();
  return oldWatch ? 'list' : verb;
}
