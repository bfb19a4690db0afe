import type { ApiRequest, Client, Verb } from '../api/client.ts';
import { groupResource } from '../api/object.ts';
import { StatusError } from '../api/status.ts';
import { isCustomGroup } from './remembered-discovery.ts';

const METHODS: Readonly<Record<Verb, string>> = {
  get: 'get',
  list: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};

/**
 * A server that does not know a path below a group of custom resources answers with a page, not with a Status; the client then says what it
 * had asked for. (kubectl asks for scales by another client, which does not.)
 */
export function namingMissingPaths(client: Client): Client {
  return {
    ...client,
    async request(request) {
      try {
        return await client.request(request);
      } catch (error) {
        throw isCustomGroup(request.group) && isMissingPath(error) && request.subresource !== 'scale' ? named(error, request) : error;
      }
    },
  };
}

function isMissingPath(error: unknown): error is StatusError {
  return (
    error instanceof StatusError && error.reason === 'NotFound' && error.message === 'the server could not find the requested resource'
  );
}

function named(error: StatusError, { verb, group, resource, name }: ApiRequest): StatusError {
  const asked = [METHODS[verb], groupResource(group, resource), ...(name ? [name] : [])].join(' ');
  return new StatusError({ ...error.status, message: `${error.message} (${asked})` }, error.warnings);
}
