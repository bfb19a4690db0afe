import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { UserInfo } from '../../api/client.ts';
import { forbidden, internalError, StatusError, tooManyRequests, unauthorized } from '../../api/status.ts';
import type { WireAnswer, WireRequest } from '../../cluster/cluster.ts';
import { sessionClient } from '../local-client.ts';
import { waitingOn } from '../waiting.ts';
import { clientCertificate } from './client-certificate.ts';
import { limits } from './limits.ts';
import { bodyText, readBody } from './request-body.ts';
import { viewOf, type ResidentSession } from './resident-session.ts';
import { comesFromElsewhere } from './serving-address.ts';
import { WatchStreams } from './watch-streams.ts';

const compress = promisify(gzip);

export interface ExchangeOptions {
  resident: ResidentSession;
  /** Who comes without credentials; undefined where they are needed. */
  trusted?: UserInfo;
  tellDefect(text: string): void;
}

/** Hands requests to the cluster and its answers back: everything that HTTP means to an API server is the cluster's matter. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #watches: WatchStreams;
  readonly #stopping = new AbortController();
  #following = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#watches = new WatchStreams(options.resident);
  }

  /** Ends the streams; what has been asked is still answered. */
  close(): void {
    this.#watches.close();
    this.#stopping.abort();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever goes away in the middle is nobody's error.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else await this.#refuse(error, request, response);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const wire = await this.#wireRequest(request, body);
    const answer = await this.#options.resident.write((cluster) => cluster.wire(wire));
    if (answer.kind === 'whole') return send(answer, request, response);
    if (this.#watches.size + this.#following >= limits.streams) throw tooManyRequests('too many watches, please try again later', 1);
    if (this.#stopping.signal.aborted) throw tooManyRequests('the server is stopping, please try again later', 1);
    if (answer.kind === 'watch') this.#watches.add(answer, response);
    else await this.#follow(answer, response);
  }

  async #wireRequest(request: IncomingMessage, content: Buffer | undefined): Promise<WireRequest> {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers))
      if (!name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
    const { trusted } = this.#options;
    const certificate = clientCertificate(request.socket);
    if (trusted && comesFromElsewhere(request.headers))
      throw forbidden({ group: '', resource: '' }, '', 'pages of other sites are not let in');
    if (certificate === 'untrusted' && headers['authorization'] === undefined) throw unauthorized();
    const text = content && (await bodyText(content, headers['content-type'] ?? ''));
    if (text?.contentType) headers['content-type'] = text.contentType;
    return {
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      headers,
      ...(text ? { body: text.body } : {}),
      ...(certificate && certificate !== 'untrusted' ? { certificate } : {}),
      ...(trusted && headers['authorization'] === undefined ? { trusted } : {}),
    };
  }

  async #follow({ headers, request }: Extract<WireAnswer, { kind: 'follow' }>, response: ServerResponse): Promise<void> {
    const { session, changes } = viewOf(this.#options.resident);
    // A log that is followed from outside does not move the manual clock.
    const waiting = waitingOn(session, changes, (_until, signal) => changes.next(undefined, signal));
    const client = sessionClient(session, waiting);
    const gone = new AbortController();
    const stop = (): void => gone.abort();
    response.on('close', stop);
    this.#stopping.signal.addEventListener('abort', stop);
    this.#following += 1;
    try {
      const pieces = client.follow(request, { signal: gone.signal })[Symbol.asyncIterator]();
      // A refusal comes before anything else, as a Status.
      for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
        if (!response.headersSent) response.writeHead(200, headers);
        if (!response.write(piece.value)) await drained(response, gone.signal);
      }
      if (!response.headersSent) response.writeHead(200, headers);
      response.end();
    } finally {
      this.#following -= 1;
      this.#stopping.signal.removeEventListener('abort', stop);
    }
  }

  async #refuse(error: unknown, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = error instanceof StatusError ? error : this.#defect(error);
    const { status } = refusal;
    const retry = status.details?.retryAfterSeconds;
    const unread = !request.complete && request.httpVersionMajor < 2;
    const body = Buffer.from(`${JSON.stringify(status)}\n`);
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'cache-control': 'no-cache, private',
      ...(retry === undefined ? {} : { 'retry-after': String(retry) }),
      // What is left of the request is not looked at.
      ...(unread ? { connection: 'close' } : {}),
    };
    response.writeHead(refusal.code, headers).write(body);
    if (unread) await discarded(request);
    response.end();
  }

  #defect(error: unknown): StatusError {
    const text = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    this.#options.tellDefect(text);
    return internalError(text);
  }
}

/** The answer where there is no request that could be answered. */
export function bareAnswer({ code, status }: StatusError): string {
  const body = `${JSON.stringify(status)}\n`;
  return `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

async function send(answer: Extract<WireAnswer, { kind: 'whole' }>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = Buffer.from(answer.bytes ?? answer.body);
  const headers: Record<string, string | number> = { ...answer.headers };
  if (body.length >= limits.compressed && request.method === 'GET' && acceptsGzip(request)) {
    body = (await compress(body, { level: 1 })) as typeof body;
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'Accept-Encoding';
  }
  if (response.destroyed) return;
  headers['content-length'] = body.length;
  response.writeHead(answer.status, headers);
  response.end(body);
}

/** Takes in and forgets, for a while, what a client is still sending: it would not see its answer if the connection were cut meanwhile. */
function discarded(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(enough);
      resolve();
    };
    const enough = setTimeout(done, limits.grace);
    request.on('end', done).on('close', done).resume();
  });
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$)|$)/.test(coding));
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(slow);
      response.removeListener('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const slow = setTimeout(() => response.destroy(), limits.slowReader).unref();
    response.on('drain', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
