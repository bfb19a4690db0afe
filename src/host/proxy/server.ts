import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Transport } from '../http-client/transport.ts';
import { mayPass, type ProxyFilter } from './filter.ts';
import { answerFile } from './static-files.ts';

export interface ProxyOptions {
  upstream: Pick<Transport, 'send'>;
  /** Undefined: everything passes. */
  filter: ProxyFilter | undefined;
  /** Both with slashes at their ends. */
  apiPrefix: string;
  /** Put before the paths of requests: that of the server's URL. */
  serverPath: string;
  files: { folder: string; prefix: string } | undefined;
  keepAlive: number;
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
/** Headers that concern one connection only, and what the transport sets itself. */
const OWN_HEADERS = [
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];
const LARGEST_BODY = 3 << 20;

/** A server that passes requests on to an API server with credentials of its own, and those below a prefix to files. */
export function proxyServer(options: ProxyOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, PLAIN).end(`${error instanceof Error ? error.message : String(error)}\n`);
    });
  });
  // exec, attach and port-forward: what would be behind them is not there either.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n'));
  if (options.keepAlive > 0) server.on('connection', (socket) => socket.setKeepAlive(true, options.keepAlive));
  return server;
}

async function answer(options: ProxyOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { apiPrefix, files, filter } = options;
  const target = request.url ?? '/';
  const [path = '/'] = target.split('?');
  const pass = { method: request.method ?? 'GET', host: request.headers.host ?? '', path };
  if (filter && !mayPass(filter, pass)) return void response.writeHead(403, PLAIN).end('Forbidden\n');
  if (files && path.startsWith(files.prefix)) {
    return answerFile(files.folder, `/${decodeURIComponent(path.slice(files.prefix.length))}`, response);
  }
  if (`${path}/` === apiPrefix) return void response.writeHead(301, { location: apiPrefix }).end();
  if (!path.startsWith(apiPrefix)) return void response.writeHead(404, PLAIN).end('404 page not found\n');
  await passOn(options, request, `${options.serverPath}/${target.slice(apiPrefix.length)}`, response);
}

async function passOn({ upstream }: ProxyOptions, request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) return void response.writeHead(413, PLAIN).end('request body too large\n');
  const given = new AbortController();
  response.on('close', () => given.abort());
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || OWN_HEADERS.includes(name) ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
  const sent = { method: request.method ?? 'GET', path, headers, ...(body === '' ? {} : { body }) };
  const answered = await upstream.send(sent, { signal: given.signal, stream: true });
  const passed = Object.entries(answered.headers).filter(
    ([name]) => !['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'].includes(name),
  );
  response.writeHead(answered.status, Object.fromEntries(passed) as Record<string, string | string[]>);
  response.flushHeaders();
  answered.body.on('error', () => response.destroy());
  answered.body.pipe(response);
}

/** Undefined when it is larger than anything that an API server takes. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > LARGEST_BODY) return undefined;
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString();
}
