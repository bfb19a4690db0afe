import type { ApiRequest, ApiResponse, Client, ClusterClock, WatchEvent, WatchRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { StatusError, type Status } from '../../api/status.ts';
import { formatDuration } from '../../api/time.ts';
import { UserError } from '../../api/user-error.ts';
import type { Target } from '../target.ts';
import { parsed, refusal, warningsOf } from './answer-status.ts';
import { discover } from './discover.ts';
import { DISCOVERY_TIMEOUT, httpRequest, rawPath, watchRequest, type HttpRequest } from './request-line.ts';
import { textOf, transport, type Answer, type Transport } from './transport.ts';

/** What a watch waits before it asks again after its server has ended it (ms). */
const AGAIN = 1_000;

const wallClock: ClusterClock = {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, 2 ** 31 - 1));
      signal?.addEventListener('abort', wake);
    }),
};

/** A Client on a server on the network. Nothing is connected before the first request. */
export function httpClient(target: Target): Client {
  const timeout = target.requestTimeout === undefined ? undefined : formatDuration(target.requestTimeout);
  let opened: Promise<Transport> | undefined;
  const send = async (request: HttpRequest, options?: { signal?: AbortSignal; stream?: boolean }): Promise<Answer> =>
    (await (opened ??= transport(target))).send(request, options);
  const whole = async (request: HttpRequest): Promise<{ answer: Answer; text: string }> => {
    const answer = await send(request);
    const text = await textOf(answer);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer.status, text, request.method, warningsOf(answer.headers.warning));
    return { answer, text };
  };
  return {
    clock: wallClock,
    async request(request) {
      if (request.name === '') throw new UserError('resource name may not be empty');
      return response(await whole(httpRequest(request, timeout)), request);
    },
    watch: (request, options) => watch(send, request, { ...options, timeout }),
    follow: (request, options) => follow(send, request, { ...options, timeout }),
    async raw(method, path, body, contentType) {
      const headers = {
        accept: 'application/json, */*',
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      };
      return (await whole({ method, path: rawPath(path, timeout), headers, ...(body === undefined ? {} : { body }) })).text;
    },
    discovery: () => discover((path, accept = 'application/json') => getJson(whole, rawPath(path, timeout ?? DISCOVERY_TIMEOUT), accept)),
    async close() {
      (await opened?.catch(() => undefined))?.close();
    },
  };
}

type Send = (request: HttpRequest, options?: { signal?: AbortSignal; stream?: boolean }) => Promise<Answer>;
type Limits = { deadline?: number; signal?: AbortSignal; timeout?: string | undefined };

function response({ answer, text }: { answer: Answer; text: string }, { subresource }: ApiRequest): ApiResponse {
  const warnings = warningsOf(answer.headers.warning);
  const plain = subresource === 'log' || !(answer.headers['content-type'] ?? '').includes('json');
  if (plain) return { code: answer.status, body: { metadata: {} }, text, warnings };
  return { code: answer.status, body: decoded(text), warnings };
}

function decoded(text: string): KubeObject {
  const value = parsed(text) as KubeObject | undefined;
  if (!value)
    throw new UserError(`invalid character ${JSON.stringify(text.trim().slice(0, 1)).replaceAll('"', "'")} looking for beginning of value`);
  // Tables and lists of some servers come without metadata.
  value.metadata ??= {};
  return value;
}

async function getJson(whole: (request: HttpRequest) => Promise<{ text: string }>, path: string, accept: string): Promise<unknown> {
  try {
    return decoded((await whole({ method: 'GET', path, headers: { accept } })).text);
  } catch (error) {
    // A group may have no server behind it at the moment, and very old servers have no groups.
    if (error instanceof StatusError && !path.startsWith('/api?') && (error.code === 404 || error.code === 503)) return undefined;
    throw error;
  }
}

/** What happens, from one connection to the next, until the deadline: servers end their watches now and then. */
async function* watch(send: Send, request: WatchRequest, { deadline, signal, timeout }: Limits): AsyncGenerator<WatchEvent> {
  const end = endAt(deadline, signal);
  let asked = request;
  try {
    while (!end.signal.aborted) {
      // Of the Tables of one watch only the first tells the columns.
      let columns: unknown;
      for await (const line of lines(send, watchRequest(asked, timeout), end.signal)) {
        const event = JSON.parse(line) as WatchEvent;
        if (event.type === 'ERROR') throw new StatusError(event.object as unknown as Status);
        if (event.object.kind === 'Table') event.object['columnDefinitions'] = columns = event.object['columnDefinitions'] ?? columns;
        const { resourceVersion } = event.object.metadata ?? {};
        if (resourceVersion) asked = { ...request, resourceVersion };
        if (event.type !== 'BOOKMARK') yield event;
      }
      await wallClock.sleep(AGAIN, end.signal);
    }
  } finally {
    end.clear();
  }
}

async function* follow(send: Send, request: ApiRequest, { deadline, signal, timeout }: Limits): AsyncGenerator<string> {
  const end = endAt(deadline, signal);
  try {
    yield* pieces(send, httpRequest({ ...request, query: { ...request.query, follow: 'true' } }, timeout), end.signal);
  } finally {
    end.clear();
  }
}

async function* lines(send: Send, request: HttpRequest, signal: AbortSignal): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces(send, request, signal)) {
    const found = `${rest}${piece}`.split('\n');
    rest = found.pop() as string;
    for (const line of found) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

/** The text of an answer as it comes. Aborting ends it; that the server ends it, even rudely, does too. */
async function* pieces(send: Send, request: HttpRequest, signal: AbortSignal): AsyncGenerator<string> {
  let answer: Answer;
  try {
    answer = await send(request, { signal, stream: true });
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  if (answer.status !== 200) throw refusal(answer.status, await textOf(answer), request.method, warningsOf(answer.headers.warning));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of answer.body) yield decoder.decode(chunk as Buffer, { stream: true });
  } catch (error) {
    if (!signal.aborted && !['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function endAt(deadline: number | undefined, signal: AbortSignal | undefined): { signal: AbortSignal; clear(): void } {
  const end = new AbortController();
  const abort = (): void => end.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const timer = deadline === undefined ? undefined : setTimeout(abort, Math.min(Math.max(0, deadline - Date.now()), 2 ** 31 - 1));
  return {
    signal: end.signal,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      end.abort();
    },
  };
}
