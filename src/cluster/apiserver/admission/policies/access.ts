import type { Authorize } from '../../../cel/library/authorization.ts';
import type { KindContext } from '../../../kinds/define.ts';
import { authorize } from '../../authorization/index.ts';

/** What `authorizer` answers: whoever it is asked about, the cluster's own authorization decides. */
export function authorizeFor({ api }: KindContext): Authorize {
  return ({ user, verb, path, group = '', version = '*', resource = '', subresource = '', namespace = '', name = '', fieldSelector }) =>
    authorize(
      api,
      path === undefined ? { user, verb, group, version, resource, subresource, namespace, name, fieldSelector } : { user, verb, path },
    );
}
