import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/host/http-client/request-line.ts';
import { mayPass, patterns } from '../../../src/host/proxy/filter.ts';
import { proxyServer } from '../../../src/host/proxy/server.ts';

const filter = {
  acceptHosts: patterns('^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$'),
  acceptPaths: patterns('^.*'),
  rejectPaths: patterns('^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach'),
  rejectMethods: patterns('^$'),
};

test.each([
  ['GET', 'localhost:8001', '/api', true],
  ['GET', '[::1]:8001', '/api', true],
  ['GET', 'evil.example', '/api', false],
  ['GET', 'localhost.evil.example', '/api', false],
  ['POST', 'localhost', '/api/v1/namespaces/a/pods/b/exec', false],
])('%s %s%s passes: %s', (method, host, path, expected) => {
  expect(mayPass(filter, { method, host, path })).toBe(expected);
});

describe('the proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  const seen: HttpRequest[] = [];
  const server = proxyServer({
    upstream: {
      async send(request) {
        seen.push(request);
        return { status: 418, headers: { 'content-type': 'text/x', 'content-length': '99' }, body: Readable.from(['hello']) };
      },
    },
    filter,
    apiPrefix: '/k8s/',
    serverPath: '/base',
    files: { folder, prefix: '/static/' },
    keepAlive: 0,
  });
  let port: number;

  beforeAll(async () => {
    writeFileSync(join(folder, 'a.txt'), 'a file');
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  function ask(path: string, options: { method?: string; host?: string; body?: string } = {}): Promise<{ status: number; text: string }> {
    const { method = 'GET', host = 'localhost', body } = options;
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { port, host: '127.0.0.1', path, method, headers: { host, authorization: 'Bearer x', 'x-own': 'y' } },
        (response) => {
          let text = '';
          response.on('data', (piece: Buffer) => (text += piece.toString()));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      sent.on('error', reject).end(body);
    });
  }

  test('passes requests on below its prefix, without the credentials that they bring', async () => {
    expect(await ask('/k8s/api/v1/pods?watch=1', { method: 'POST', body: '{}' })).toEqual({ status: 418, text: 'hello' });
    const { headers, ...rest } = seen.at(-1)!;
    expect(rest).toEqual({ method: 'POST', path: '/base/api/v1/pods?watch=1', body: '{}' });
    expect(headers).toEqual({ 'x-own': 'y' });
  });

  test.each([
    ['/k8s/api', { host: 'evil.example' }, 403, 'Forbidden\n'],
    ['/version', {}, 404, '404 page not found\n'],
    ['/k8s', {}, 301, ''],
    ['/static/a.txt', {}, 200, 'a file'],
    ['/static/b.txt', {}, 404, '404 page not found\n'],
    ['/static/../../../../etc/passwd', {}, 404, '404 page not found\n'],
    ['/static/%2e%2e/%2e%2e/etc/passwd', {}, 404, '404 page not found\n'],
  ])('%s', async (path, options, status, text) => {
    expect(await ask(path, options)).toEqual({ status, text });
  });

  test('lists folders', async () => {
    expect((await ask('/static/')).text).toContain('<a href="a.txt">a.txt</a>');
  });
});
