import { USER_AGENT } from './request-line.ts';
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { BareError } from '../../kubectl/errors.ts';
import { HostError } from '../host-error.ts';
import type { Target } from '../target.ts';
import { connectionError, timedOut } from './connection-error.ts';
import { headersOf, credentialsFrom, type Identity } from './identity.ts';
import type { HttpRequest } from './request-line.ts';

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  /** Decompressed. */
  body: NodeJS.ReadableStream;
}

export interface Transport {
  /** One answer to one request, whatever it says; throws in kubectl's words when none comes. `stream`: it may take for ever. */
  send(request: HttpRequest, options?: { signal?: AbortSignal; stream?: boolean }): Promise<Answer>;
  close(): void;
}

/** How often a server that asks for patience is asked again. */
const RETRIES = 10;

export async function transport(target: Target): Promise<Transport> {
  if (target.proxyUrl) throw new HostError(`proxies are not supported: the cluster's proxy-url is ${target.proxyUrl}`);
  const url = serverUrl(target);
  const secure = url.protocol === 'https:';
  const { request: open, Agent: HttpAgent } = secure ? await import('node:https') : await import('node:http');
  const identity = await credentialsFrom(target);
  const agent = new HttpAgent({ keepAlive: true, ...(secure ? tlsOptions(target, identity) : {}) }) as Agent;
  const base = url.pathname.replace(/\/$/, '');
  const common: RequestOptions = { agent, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || (secure ? 443 : 80) };
  const shared = {
    'user-agent': USER_AGENT,
    ...headersOf(identity, target),
    ...(target.disableCompression ? {} : { 'accept-encoding': 'gzip' }),
  };

  const once = (request: HttpRequest, signal: AbortSignal | undefined, stream: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...shared,
        ...request.headers,
        ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
      };
      const sent: ClientRequest = open({
        ...common,
        method: request.method,
        path: `${base}${request.path}`,
        headers,
        ...(signal && { signal }),
      });
      let connected = false;
      sent.on('socket', (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true));
      });
      const { requestTimeout } = target;
      const timer =
        requestTimeout === undefined
          ? undefined
          : setTimeout(() => {
              reject(timedOut(connected));
              sent.destroy();
            }, requestTimeout);
      sent.on('error', (error) => {
        clearTimeout(timer);
        reject(signal?.aborted ? error : connectionError(error, url));
      });
      sent.on('response', (response) => {
        // The time for a stream goes on while it is read.
        if (!stream) clearTimeout(timer);
        response.on('close', () => clearTimeout(timer));
        decompressed(response).then((body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }), reject);
      });
      sent.end(request.body);
    });

  return {
    async send(request, { signal, stream = false } = {}) {
      for (let tries = 0; ; tries++) {
        const answer = await once(request, signal, stream);
        const wait = Number(answer.headers['retry-after']);
        const patience = answer.status === 429 || answer.status >= 500;
        if (!patience || !(wait > 0) || tries >= RETRIES) return answer;
        answer.body.resume();
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      }
    },
    close: () => agent.destroy(),
  };
}

/** Like kubectl, a server without a scheme is one over TLS where anything of TLS is asked for, otherwise over plain HTTP. */
function serverUrl({ server, tls, credentials }: Target): URL {
  const wantsTls = tls.insecure || tls.authority !== undefined || credentials.certificate !== undefined || credentials.token !== undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `${wantsTls ? 'https' : 'http'}://${server}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new HostError(`host must be a URL or a host:port pair: ${JSON.stringify(server)}`);
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new BareError(`Unable to connect to the server: unsupported protocol scheme ${JSON.stringify(url.protocol.slice(0, -1))}`);
}

function tlsOptions({ tls }: Target, { certificate }: Identity): object {
  if (tls.authority && !tls.authority.includes('-----BEGIN CERTIFICATE-----'))
    throw new HostError('unable to load root certificates: unable to parse bytes as PEM block');
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !tls.insecure,
    ...(tls.authority && { ca: tls.authority }),
    ...(tls.serverName && { servername: tls.serverName }),
    ...(certificate && { cert: certificate.certificate, key: certificate.key }),
  };
}

async function decompressed(response: IncomingMessage): Promise<NodeJS.ReadableStream> {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  const { createGunzip } = await import('node:zlib');
  return response.pipe(createGunzip());
}

/** The whole of an answer's text. */
export async function textOf({ body }: Answer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
