import type { ApiRequest, UserInfo, WatchRequest } from '../../../api/client.ts';
import { parseFieldSelector } from '../../../api/fields.ts';

/** What somebody wants to do with a resource. */
export interface ResourceAttributes {
  user: UserInfo;
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  /** '' is the cluster scope, or all namespaces. */
  namespace: string;
  /** '' when the request names no object. */
  name: string;
  fieldSelector?: string | undefined;
}

/** What somebody wants to do with a path that is no resource: the verb is the method in lower case. */
export interface PathAttributes {
  user: UserInfo;
  verb: string;
  path: string;
}

export type Attributes = ResourceAttributes | PathAttributes;

/** Verbs whose request names an object by its field selector only. */
const OF_COLLECTIONS = ['list', 'watch', 'deletecollection'];

/** What a request asks for, as the API server reads it off its path. */
export function attributesOf(request: ApiRequest, user: UserInfo): ResourceAttributes {
  const { group, version, resource, subresource = '', fieldSelector, verb } = request;
  let { name = '' } = request;
  if (verb === 'create' && subresource === '') name = '';
  if (OF_COLLECTIONS.includes(verb)) name = selectedName(fieldSelector);
  // A namespace is within itself.
  const within = group === '' && resource === 'namespaces' ? (request.name ?? '') : (request.namespace ?? '');
  return { user, verb, group, version, resource, subresource, namespace: within, name, ...(fieldSelector ? { fieldSelector } : {}) };
}

export function watchAttributes(request: WatchRequest, user: UserInfo): ResourceAttributes {
  return { ...attributesOf({ ...request, verb: 'list' }, user), verb: 'watch' };
}

/** The one object that a selector of a collection can mean. */
function selectedName(fieldSelector: string | undefined): string {
  return exactTerm(fieldSelector, 'metadata.name');
}

/** The value that a selector demands of a field; '' when it demands none. */
export function exactTerm(fieldSelector: string | undefined, field: string): string {
  if (!fieldSelector) return '';
  try {
    return parseFieldSelector(fieldSelector).find((term) => term.operator === '=' && term.field === field)?.value ?? '';
  } catch {
    // What does not parse is refused later on, in its own words.
    return '';
  }
}

/** Does a path (without its query) lead to resources? All others are authorized as paths. */
export function isResourcePath(path: string): boolean {
  const [, root, ...parts] = path.split('/');
  const least = root === 'api' ? 2 : root === 'apis' ? 3 : Infinity;
  return parts.filter((part) => part !== '').length >= least;
}
