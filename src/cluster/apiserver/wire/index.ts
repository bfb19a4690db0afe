import type { ApiRequest, ApiResponse, UserInfo, WatchRequest } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import { inStructOrder } from '../../../api/schema/struct-order.ts';
import { StatusError } from '../../../api/status.ts';
import type { WatchState, WireAnswer, WireRequest } from '../../cluster.ts';
import { isResourcePath } from '../authorization/attributes.ts';
import { routeRequest } from '../route.ts';

/** What the wire asks of the API server behind it. */
export interface WireServer {
  /** Who sends the request, or whom it acts as. Throws Unauthorized, and Forbidden for an impersonation that is not allowed. */
  identify(): UserInfo;
  /** Throws Forbidden when the user may not use a path that is no resource. */
  authorizePath(user: UserInfo, verb: string, path: string): void;
  handle(request: ApiRequest): ApiResponse;
  watch(request: WatchRequest): WatchState;
  /** Answers to paths that are no resources; undefined for all else. */
  nonResource(path: string): ApiResponse | undefined;
}

/** One HTTP request, one answer: reads what it asks for, has it done, and encodes what comes of it, refusals included. */
export function answerWire(request: WireRequest, server: WireServer): WireAnswer {
  try {
    return dispatch(request, server);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return whole(error.code, error.status as unknown as KubeObject, []);
  }
}

function dispatch({ method, target, headers, body }: WireRequest, server: WireServer): WireAnswer {
  const [path = '', search = ''] = target.split('?', 2);
  const user = server.identify();
  if (!isResourcePath(path)) server.authorizePath(user, method.toLowerCase(), path);
  const plain = method === 'GET' ? server.nonResource(path) : undefined;
  if (plain) return encoded(plain);
  const query = new URLSearchParams(search);
  let streamed: WireAnswer | undefined;
  const response = routeRequest(
    { method, path: target, body, contentType: headers['content-type'] ?? 'application/json' },
    (routed): ApiResponse => {
      const asked = { ...routed, user, ...shape(headers['accept'] ?? '') };
      if (routed.verb === 'list' && query.get('watch') === 'true') streamed = watching(server.watch(asked));
      else if (routed.subresource === 'log' && query.get('follow') === 'true')
        streamed = { kind: 'follow', headers: { 'content-type': 'text/plain' }, request: asked };
      else return server.handle(asked);
      return { code: 200, body: { metadata: {} }, warnings: [] };
    },
  );
  return streamed ?? encoded(response);
}

function shape(accept: string): Pick<ApiRequest, 'representation'> {
  if (accept.includes('as=Table')) return { representation: 'Table' };
  return accept.includes('as=PartialObjectMetadata') ? { representation: 'PartialObjectMetadata' } : {};
}

function watching(watch: WatchState): WireAnswer {
  return {
    kind: 'watch',
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, private' },
    watch,
    encode: ({ type, object }) => `${JSON.stringify({ type, object: inStructOrder(object) })}\n`,
    bookmark: () => undefined,
  };
}

function encoded({ code, body, text, warnings }: ApiResponse): WireAnswer {
  if (text === undefined) return whole(code, body, warnings);
  return { kind: 'whole', status: code, headers: { 'content-type': 'text/plain' }, body: text };
}

function whole(status: number, body: KubeObject, warnings: readonly string[]): WireAnswer {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  if (warnings.length > 0) headers['warning'] = warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
  return { kind: 'whole', status, headers, body: `${JSON.stringify(inStructOrder(body))}\n` };
}
