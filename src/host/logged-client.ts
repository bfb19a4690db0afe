import type { Client } from '../api/client.ts';
import { goJson } from '../api/go-text.ts';
import { StatusError, type Status } from '../api/status.ts';
import { formatDuration } from '../api/time.ts';
import { DISCOVERY_TIMEOUT, USER_AGENT, httpRequest, rawPath, watchRequest, type HttpRequest } from './http-client/request-line.ts';

export interface LogOptions {
  /** The server that requests go to, as an absolute URL. */
  server: string;
  /** -v: 6 tells requests and how long they took, 7 their headers, 8 bodies as far as they are short, 9 whole bodies and a command that sends the same. */
  verbosity: number;
  /** --request-timeout (ms). */
  requestTimeout: number | undefined;
  write(text: string): void;
}

/** Tells every request in the log form of Kubernetes, as `-v=6` and up ask for. */
export function loggedClient(client: Client, options: LogOptions): Client {
  const log = new RequestLog(options);
  const timeout = options.requestTimeout === undefined ? undefined : formatDuration(options.requestTimeout);
  return {
    ...client,
    request: async (request) => {
      const done = log.begin(httpRequest(request, timeout));
      try {
        const response = await client.request(request);
        done(response.code, response.text ?? goJson(response.body));
        return response;
      } catch (error) {
        if (error instanceof StatusError) done(error.status.code ?? 500, goJson(error.status), error.status);
        throw error;
      }
    },
    async *watch(request, limits) {
      log.begin(watchRequest(request, timeout))(200);
      yield* client.watch(request, limits);
    },
    async *follow(request, limits) {
      log.begin(httpRequest(request, timeout))(200);
      yield* client.follow(request, limits);
    },
    raw: async (method, path, body, contentType) => {
      const done = log.begin(rawRequest(method, rawPath(path, timeout), body, contentType));
      try {
        const text = await client.raw(method, path, body, contentType);
        done(200, text);
        return text;
      } catch (error) {
        if (error instanceof StatusError) done(error.status.code ?? 500, goJson(error.status), error.status);
        throw error;
      }
    },
    discovery: async () => {
      const requests = ['/api', '/apis'].map((path) =>
        log.begin({ method: 'GET', path: rawPath(path, timeout ?? DISCOVERY_TIMEOUT), headers: { accept: 'application/json' } }),
      );
      const discovery = await client.discovery();
      for (const done of requests) done(200);
      return discovery;
    },
  };
}

function rawRequest(method: string, path: string, body: string | undefined, contentType: string | undefined): HttpRequest {
  const headers = { accept: 'application/json, */*', ...(contentType && { 'content-type': contentType }) };
  return { method, path, headers, ...(body !== undefined && { body }) };
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  504: 'Gateway Timeout',
};

const SHORT_BODY = 1024;

class RequestLog {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** What is to be called with the answer. */
  begin(request: HttpRequest): (code: number, answer?: string, refusal?: Status) => void {
    const { server, verbosity } = this.#options;
    const url = server.startsWith('file:') ? `${server}#${request.path}` : server.replace(/\/$/, '') + request.path;
    const started = performance.now();
    const headers = this.#headers(request);
    const sent = request.body ?? '';
    if (verbosity >= 8) this.#line('helper.go', 105, `"Request Body" body=${this.#block(sent)}`);
    if (verbosity >= 9) this.#line('round_trippers.go', 527, `"Request" curlCommand=${block(curl(request, headers, url, sent))}`);
    else if (verbosity >= 7)
      this.#line(
        'round_trippers.go',
        527,
        `"Request" verb="${request.method}" url="${url}" headers=${block(headers.map(([name, value]) => `${name}: ${value}`).join('\n'))}`,
      );
    return (code, answer, refusal) => {
      const status = `status="${code} ${REASONS[code] ?? ''}"`;
      const took = `milliseconds=${Math.round(performance.now() - started)}`;
      const subject = verbosity === 7 || verbosity === 8 ? '' : `verb="${request.method}" url="${url}" `;
      this.#line('round_trippers.go', 632, `"Response" ${subject}${status} ${took}`);
      if (verbosity >= 8 && answer !== undefined) this.#line('helper.go', 105, `"Response Body" body=${this.#block(answer)}`);
      if (refusal) this.#line('helpers.go', 246, `server response object: %s[${JSON.stringify(refusal, null, 2)}]`);
    };
  }

  /** Sorted, as Go's headers are called. */
  #headers({ headers }: HttpRequest): [string, string][] {
    const named = Object.entries({ ...headers, 'user-agent': USER_AGENT });
    return named
      .map(([name, value]): [string, string] => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value])
      .sort(([x], [y]) => (x < y ? -1 : 1));
  }

  #block(text: string): string {
    if (text === '') return '""';
    const left = text.length - SHORT_BODY;
    return block(this.#options.verbosity >= 9 || left <= 0 ? text.trimEnd() : `${text.slice(0, SHORT_BODY)} [truncated ${left} chars]`);
  }

  /** `I1126 10:55:00.439459   17376 FILE:LINE] TEXT` */
  #line(file: string, line: number, text: string): void {
    const now = new Date();
    const two = (value: number): string => String(value).padStart(2, '0');
    const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}.${String(now.getMilliseconds() * 1000).padStart(6, '0')}`;
    this.#options.write(
      `I${two(now.getMonth() + 1)}${two(now.getDate())} ${time} ${String(process.pid).padStart(7)} ${file}:${line}] ${text}\n`,
    );
  }
}

function block(text: string): string {
  return `<\n${text
    .split('\n')
    .map((line) => `\t${line}\n`)
    .join('')} >`;
}

function curl({ method }: HttpRequest, headers: readonly [string, string][], url: string, body: string): string {
  const given = headers.map(([name, value]) => ` -H "${name}: ${value}"`).join('');
  return `curl -v -X${method} ${given}${body === '' ? '' : ` -d '${body.replaceAll("'", "'\\''")}'`} '${url}'`;
}
