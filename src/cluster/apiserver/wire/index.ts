import { getOwn } from '../../../api/json.ts';
import type { ApiRequest, ApiResponse, UserInfo, WatchRequest } from '../../../api/client.ts';
import type { KubeObject } from '../../../api/object.ts';
import { StatusError } from '../../../api/status.ts';
import type { WatchState, WireAnswer, WireRequest, YamlCodec } from '../../cluster.ts';
import type { KindCatalogue } from '../../kinds/catalogue.ts';
import type { Attributes } from '../authorization/attributes.ts';
import { refuseTooLarge } from './body.ts';
import { documentText, objectText } from './encode.ts';
import { answerHeaders, warningHeader, type HeaderSources } from './headers.ts';
import { negotiateOutput } from './negotiation.ts';
import { pageNotFound, textAnswer, type PlainAnswer } from './plain-answer.ts';
import { label } from './paths/metrics.ts';
import { PageNotFound, type ResourceRoute } from './resource-path.ts';
import { resourceAnswer } from './resource-request.ts';
import { MalformedTarget, parseTarget, type Target } from './target.ts';

/** What the wire asks of the API server behind it. Refusals are StatusErrors. */
export interface WireServer {
  kinds: KindCatalogue;
  handle(request: ApiRequest): ApiResponse;
  watch(request: WatchRequest): WatchState;
  /** The object of a BOOKMARK. */
  bookmark(watch: WatchState): KubeObject;
  authenticate(request: WireRequest): UserInfo;
  /** Throws Forbidden. */
  authorize(attributes: Attributes): void;
  /** Answers to paths that are no resources; undefined for all else. */
  nonResource(method: string, target: Target, headers: WireRequest['headers'], user: UserInfo): PlainAnswer | undefined;
  yaml: YamlCodec | undefined;
  headers: HeaderSources;
  /** Counts an answered request, by labels that name it. */
  count(labels: string): void;
}

/** A request whose sender is known, with its target taken apart. */
export interface KnownRequest extends WireRequest {
  path: string;
  query: Target['query'];
  user: UserInfo;
}

/** One HTTP request, one answer: reads what it asks for, has it done, and encodes what comes of it, refusals included. */
export function answerWire(request: WireRequest, server: WireServer): WireAnswer {
  let target: Target;
  try {
    target = parseTarget(request.target);
  } catch (error) {
    if (!(error instanceof MalformedTarget)) throw error;
    return whole(textAnswer('400 Bad Request', 400, { connection: 'close' }));
  }
  let user: UserInfo | undefined;
  const headers = (): Record<string, string> => answerHeaders(request, user, server.headers);
  const seen: Seen = {};
  const answer = answered();
  server.count(requestLabels(request.method, seen, answer));
  return answer;

  function answered(): WireAnswer {
    try {
      user = server.authenticate(request);
      refuseTooLarge(request.body);
      const plain = server.nonResource(request.method, target, request.headers, user);
      if (plain) return whole({ ...plain, headers: { ...headers(), ...plain.headers } });
      const answer = resourceAnswer({ ...request, ...target, user }, server, seen);
      return { ...answer, headers: { ...headers(), ...answer.headers } };
    } catch (error) {
      if (error instanceof PageNotFound) return whole({ ...pageNotFound(), headers: { ...headers(), ...pageNotFound().headers } });
      if (!(error instanceof StatusError)) throw error;
      return whole(refusal(error, request, target, headers(), server.yaml));
    }
  }
}

/** What a request turned out to be, for the metrics. */
export interface Seen {
  route?: ResourceRoute;
}

function requestLabels(method: string, { route }: Seen, answer: WireAnswer): string {
  const code = answer.kind === 'whole' ? String(answer.status) : '200';
  const { kind, verb = method, subresource = '', name, namespace } = route ?? {};
  return label({
    code,
    component: 'apiserver',
    group: kind?.group ?? '',
    resource: kind?.plural ?? '',
    scope: !kind ? '' : name !== undefined || verb === 'create' ? 'resource' : namespace ? 'namespace' : 'cluster',
    subresource,
    verb: answer.kind === 'watch' ? 'WATCH' : (getOwn(METRIC_VERBS, verb) ?? verb.toUpperCase()),
    version: kind?.version ?? '',
  });
}

const METRIC_VERBS: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' };

function whole(answer: PlainAnswer): WireAnswer {
  return { kind: 'whole', ...answer };
}

/** A Status in the format that the client takes, or in readable JSON when it takes none of ours. */
function refusal(
  error: StatusError,
  request: WireRequest,
  { query }: Target,
  headers: Record<string, string>,
  yaml: YamlCodec | undefined,
): PlainAnswer {
  const warning = warningHeader(error.warnings);
  const retry = error.status.details?.retryAfterSeconds;
  const text = objectText(error.status as unknown as KubeObject);
  let format: Parameters<typeof documentText>[1] = { mediaType: 'application/json', pretty: true };
  try {
    format = negotiateOutput(request.headers, query, { restful: false, yaml: yaml !== undefined });
  } catch (other) {
    if (!(other instanceof StatusError)) throw other;
  }
  return {
    status: error.code,
    headers: {
      ...headers,
      'content-type': format.mediaType,
      ...(warning === undefined ? {} : { warning }),
      ...(retry ? { 'retry-after': String(retry) } : {}),
      ...(error.code === 401 ? { 'www-authenticate': 'Basic realm="kubernetes-master"' } : {}),
    },
    body: documentText(text, format, yaml),
  };
}
