import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { badRequest, headersTooLarge, methodNotAllowed, requestTimeout, type StatusError } from '../../api/status.ts';
import { errorCode, HostError, systemErrorText } from '../host-error.ts';
import { bareAnswer } from './exchange.ts';
import { limits } from './limits.ts';

export interface TlsOptions {
  /** PEM. */
  certificate: string;
  key: string;
  /** Who vouches for client certificates. */
  authority: string;
}

export interface ListenerOptions {
  address: string;
  /** 0 chooses a free one. */
  port: number;
  /** Undefined: plain HTTP. */
  tls?: TlsOptions;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface Listener {
  readonly port: number;
  /** Takes no new connections and comes back when the open ones are done; those that take longer than the grace time are cut. */
  close(): Promise<void>;
}

export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = makeServer(options);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('clientError', (error: ClientError, socket) => {
    // Answered already, and still sending.
    if (socket.writableEnded) return;
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    socket.end(bareAnswer(refusalOf(error)));
    // Whoever does not hang up by themselves.
    setTimeout(() => socket.destroy(), limits.grace).unref();
  });
  server.on('connect', (_request, socket) => socket.end(bareAnswer(methodNotAllowed())));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new HostError(listenError(error, options))));
    server.listen(options.port, options.address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server, sockets),
  };
}

/** Why there is no request to handle. */
function refusalOf({ code, rawPacket }: ClientError): StatusError {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout();
  // The parser knows some methods only; the rest of the line may be in order.
  const line = code === 'HPE_INVALID_METHOD' ? (rawPacket?.toString('latin1').split('\r\n', 1)[0] ?? '') : '';
  return /^[A-Za-z]+ \S+ HTTP\/1\.[01]$/.test(line) ? methodNotAllowed() : badRequest('the request is not valid HTTP');
}

type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer };

function makeServer({ tls, handle }: ListenerOptions): Server {
  const http = {
    maxHeaderSize: limits.headers,
    headersTimeout: limits.headersTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: 5_000,
    noDelay: true,
  };
  const server = tls
    ? createTlsServer(
        {
          ...http,
          cert: tls.certificate,
          key: tls.key,
          ca: tls.authority,
          requestCert: true,
          rejectUnauthorized: false,
          minVersion: 'TLSv1.2',
          handshakeTimeout: limits.headersTime,
        },
        handle,
      )
    : createServer(http, handle);
  server.maxConnections = limits.connections;
  return server;
}

async function closeServer(server: Server, sockets: Set<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), limits.grace);
  await closed;
  clearTimeout(cut);
}

function listenError(error: unknown, { address, port }: ListenerOptions): string {
  const where = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `cannot listen on ${where}: the port is in use by another program; choose another one with --port (0 takes any free one)`;
    case 'EACCES':
      return `cannot listen on ${where}: permission denied; ports below 1024 are for the administrator of this machine`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${where}: this machine does not have the address`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot listen on ${where}: no such host`;
    default:
      return `cannot listen on ${where}: ${systemErrorText(error)}`;
  }
}
