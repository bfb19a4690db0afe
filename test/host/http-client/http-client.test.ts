import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ApiRequest, WatchEvent } from '../../../src/api/client.ts';
import { httpClient } from '../../../src/host/http-client/index.ts';
import type { Target } from '../../../src/host/target.ts';
import { tellError } from '../../../src/kubectl/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'http-client-'));
const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

type Handler = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

/** A server that answers as told, and what was asked of it. */
async function serverWith(handler: Handler): Promise<{ url: string; asked: (IncomingMessage & { body: string })[] }> {
  const asked: (IncomingMessage & { body: string })[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const whole = Object.assign(request, { body: Buffer.concat(chunks).toString() });
      asked.push(whole);
      handler(whole, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({ close: () => (server.closeAllConnections(), server.close()) });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const target = (server: string, more: Partial<Target> = {}): Target => ({
  server,
  namespace: undefined,
  tls: { authority: undefined, insecure: false, serverName: undefined },
  credentials: {},
  impersonate: undefined,
  proxyUrl: undefined,
  disableCompression: false,
  requestTimeout: undefined,
  ...more,
});
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const pods: ApiRequest = { verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'default' };
const told = async (use: Promise<unknown>): Promise<string> => {
  try {
    await use;
    return 'no error';
  } catch (error) {
    return tellError(error, 'kubectl get').text.trimEnd();
  }
};

describe('requests', () => {
  const cases: readonly (readonly [ApiRequest, string, Record<string, string>, unknown])[] = [
    [pods, 'GET /api/v1/namespaces/default/pods', { accept: 'application/json' }, ''],
    [
      { ...pods, labelSelector: 'a in (b)', limit: 500, representation: 'Table', includeObject: 'Metadata' },
      'GET /api/v1/namespaces/default/pods?includeObject=Metadata&labelSelector=a+in+%28b%29&limit=500',
      { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json' },
      '',
    ],
    [
      {
        ...pods,
        verb: 'create',
        group: 'apps',
        resource: 'deployments',
        body: { a: 1 },
        dryRun: true,
        fieldManager: 'm',
        fieldValidation: 'Strict',
      },
      'POST /apis/apps/v1/namespaces/default/deployments?dryRun=All&fieldManager=m&fieldValidation=Strict',
      { 'content-type': 'application/json' },
      '{"a":1}',
    ],
    [
      { ...pods, verb: 'patch', name: 'a b', subresource: 'status', patchType: 'strategic', body: { s: 1 } },
      'PATCH /api/v1/namespaces/default/pods/a%20b/status',
      { 'content-type': 'application/strategic-merge-patch+json' },
      '{"s":1}',
    ],
    [
      { ...pods, verb: 'patch', name: 'a', patchType: 'apply', force: true, body: { s: 1 } },
      'PATCH /api/v1/namespaces/default/pods/a?force=true',
      { 'content-type': 'application/apply-patch+yaml' },
      '{"s":1}',
    ],
    [
      { ...pods, verb: 'delete', name: 'a', body: { gracePeriodSeconds: 0 } },
      'DELETE /api/v1/namespaces/default/pods/a',
      {},
      '{"gracePeriodSeconds":0}',
    ],
  ];
  it.each(cases)('%j', async (request, line, headers, body) => {
    const { url, asked } = await serverWith((_, response) => json(response, 200, { metadata: {} }));
    await httpClient(target(url)).request(request);
    expect(`${asked[0]!.method} ${asked[0]!.url}`).toBe(line);
    expect(asked[0]!.headers).toMatchObject(headers);
    expect(asked[0]!.body).toBe(body);
  });

  it('say who asks, and whom to act as', async () => {
    const { url, asked } = await serverWith((_, response) => json(response, 200, { metadata: {} }));
    const impersonate = { username: 'jane', uid: 'u', groups: ['g1', 'g2'], extra: { 'example.com/Scope': ['a'] } };
    await httpClient(target(`${url}/behind/`, { credentials: { token: 't' }, impersonate })).request(pods);
    await httpClient(target(url, { credentials: { basic: { username: 'a', password: 'b' } } })).request(pods);
    expect(asked[0]!.url).toBe('/behind/api/v1/namespaces/default/pods');
    expect(asked[0]!.headers).toMatchObject({
      authorization: 'Bearer t',
      'impersonate-user': 'jane',
      'impersonate-uid': 'u',
      'impersonate-group': 'g1, g2',
      'impersonate-extra-example.com%2fscope': 'a',
    });
    expect(asked[1]!.headers.authorization).toBe('Basic YTpi');
  });

  it('may identify with what a program gives out', async () => {
    const { url, asked } = await serverWith((_, response) => json(response, 200, { metadata: {} }));
    const plugin = join(folder, 'plugin');
    writeFileSync(
      plugin,
      '#!/bin/sh\nprintf \'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s-%s"}}\' "$1" "$X"\n',
    );
    chmodSync(plugin, 0o755);
    const exec = {
      command: './plugin',
      args: ['a'],
      env: [{ name: 'X', value: 'b' }],
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
    };
    await httpClient(target(url, { credentials: { exec: { ...exec, folder } } })).request(pods);
    expect(asked[0]!.headers.authorization).toBe('Bearer a-b');
    const missing = httpClient(target(url, { credentials: { exec: { ...exec, command: 'no-such-plugin', folder } } }));
    expect(await told(missing.request(pods))).toMatch(
      /^Unable to connect to the server: getting credentials: exec: executable no-such-plugin not found\n/,
    );
  });
});

describe('answers', () => {
  it('come compressed, with warnings', async () => {
    const { url } = await serverWith((_, response) => {
      response.setHeader('warning', ['299 - "one, \\"quoted\\""', '299 - "two"']);
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify({ kind: 'PodList', metadata: {}, items: [] })));
    });
    expect(await httpClient(target(url)).request(pods)).toEqual({
      code: 200,
      body: { kind: 'PodList', metadata: {}, items: [] },
      warnings: ['one, "quoted"', 'two'],
    });
  });

  it.each([
    [404, 'text/plain', '404 page not found', 'Error from server (NotFound): the server could not find the requested resource'],
    [
      500,
      'text/plain',
      'oops',
      'Error from server (InternalError): an error on the server ("oops") has prevented the request from succeeding',
    ],
    [503, 'text/html', '', 'Error from server (ServiceUnavailable): the server is currently unable to handle the request'],
    [
      401,
      'application/json',
      '{"kind":"Status","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}',
      'error: You must be logged in to the server (Unauthorized)',
    ],
    [200, 'application/json', 'hello', "error: invalid character 'h' looking for beginning of value"],
  ])('%d %s %s', async (status, type, body, expected) => {
    const { url } = await serverWith((_, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body);
    });
    expect(await told(httpClient(target(url)).request(pods))).toBe(expected);
  });

  it('that ask for patience are asked for again', async () => {
    let tries = 0;
    const { url } = await serverWith((_, response) =>
      ++tries < 2 ? json(response, 429, {}, { 'retry-after': '1' }) : json(response, 200, { metadata: {}, kind: 'PodList' }),
    );
    expect((await httpClient(target(url)).request(pods)).body.kind).toBe('PodList');
    expect(tries).toBe(2);
  });

  it('that do not come are told of as kubectl does', async () => {
    const closed = await serverWith(() => undefined);
    for (const server of servers.splice(0)) server.close();
    const { host } = new URL(closed.url);
    expect(await told(httpClient(target(closed.url)).request(pods))).toBe(
      `The connection to the server ${host} was refused - did you specify the right host or port?`,
    );
    const silent = await serverWith(() => undefined);
    expect(await told(httpClient(target(silent.url, { requestTimeout: 100 })).request(pods))).toBe(
      'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    );
    const rude = await serverWith((request) => request.socket.destroy());
    expect(await told(httpClient(target(rude.url)).request(pods))).toBe('Unable to connect to the server: EOF');
    const plain = await serverWith((_, response) => json(response, 200, {}));
    expect(await told(httpClient(target(plain.url.replace('http:', 'https:'))).request(pods))).toBe(
      'Unable to connect to the server: http: server gave HTTP response to HTTPS client',
    );
    const black = createNetServer(() => undefined);
    await new Promise<void>((resolve) => black.listen(0, '127.0.0.1', resolve));
    servers.push({ close: () => black.close() });
    const tls = `https://127.0.0.1:${(black.address() as AddressInfo).port}`;
    expect(await told(httpClient(target(tls, { requestTimeout: 100 })).request(pods))).toMatch(
      /request canceled while waiting for connection/,
    );
    expect(await told(httpClient(target('ftp://localhost')).request(pods))).toMatch(/unsupported protocol scheme "ftp"/);
    expect(await told(httpClient(target('https://[::1')).request(pods))).toBe(
      'error: host must be a URL or a host:port pair: "https://[::1"',
    );
    expect(await told(httpClient(target('https://x', { proxyUrl: 'http://p' })).request(pods))).toMatch(/proxies are not supported/);
  });
});

describe('discovery', () => {
  it('takes two requests where the server tells all at once', async () => {
    const list = (name: string, version: string, resources: unknown[]) => ({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: [{ metadata: name ? { name } : {}, versions: [{ version, resources }] }],
    });
    const pod = {
      resource: 'pods',
      responseKind: { kind: 'Pod' },
      scope: 'Namespaced',
      singularResource: 'pod',
      verbs: ['get'],
      shortNames: ['po'],
    };
    const log = { subresource: 'log', responseKind: { kind: 'Pod' }, verbs: ['get'] };
    const { url, asked } = await serverWith(({ url: path }, response) =>
      json(response, 200, path === '/api?timeout=32s' ? list('', 'v1', [{ ...pod, subresources: [log] }]) : list('apps', 'v1', [])),
    );
    expect(await httpClient(target(url)).discovery()).toEqual({
      groups: [
        { name: '', versions: ['v1'] },
        { name: 'apps', versions: ['v1'] },
      ],
      resources: [
        { group: '', version: 'v1', name: 'pods', singularName: 'pod', kind: 'Pod', namespaced: true, verbs: ['get'], shortNames: ['po'] },
        { group: '', version: 'v1', name: 'pods/log', singularName: '', kind: 'Pod', namespaced: true, verbs: ['get'] },
      ],
    });
    expect(asked).toHaveLength(2);
  });

  it('asks for each version of each group where it does not', async () => {
    const paths: Record<string, unknown> = {
      '/api?timeout=32s': { kind: 'APIVersions', versions: ['v1'] },
      '/apis?timeout=32s': {
        kind: 'APIGroupList',
        groups: [{ name: 'g', versions: [{ version: 'v1' }, { version: 'v2' }], preferredVersion: { version: 'v2' } }],
      },
      '/api/v1?timeout=32s': { resources: [{ name: 'pods', singularName: 'pod', kind: 'Pod', namespaced: true, verbs: ['get'] }] },
      '/apis/g/v1?timeout=32s': { resources: [] },
    };
    const { url } = await serverWith(({ url: path = '' }, response) => json(response, paths[path] ? 200 : 503, paths[path] ?? {}));
    expect(await httpClient(target(url)).discovery()).toMatchObject({
      groups: [
        { name: '', versions: ['v1'] },
        { name: 'g', versions: ['v2', 'v1'] },
      ],
      resources: [{ name: 'pods', group: '' }],
    });
  });
});

describe('watches', () => {
  it('go on from where they were when the server ends them, until nobody looks any more', async () => {
    const event = (type: string, version: string): string =>
      `${JSON.stringify({ type, object: { metadata: { name: 'a', resourceVersion: version } } })}\n`;
    let connections = 0;
    const { url, asked } = await serverWith((_, response) => {
      connections += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      if (connections > 1) return void response.write(event('DELETED', '9'));
      response.write(event('ADDED', '5').slice(0, 20));
      response.end(event('ADDED', '5').slice(20) + event('BOOKMARK', '7'));
    });
    const seen: string[] = [];
    for await (const { type, object } of httpClient(target(url)).watch({ ...pods, resourceVersion: '1' })) {
      seen.push(`${type} ${object.metadata.resourceVersion}`);
      if (type === 'DELETED') break;
    }
    expect(seen).toEqual(['ADDED 5', 'DELETED 9']);
    expect(asked.map((each) => new URL(each.url ?? '', url).searchParams.get('resourceVersion'))).toEqual(['1', '7']);
  });

  it('end with the deadline, the signal, and with an ERROR', async () => {
    const { url } = await serverWith((request, response) => {
      response.writeHead(200);
      const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version: 1 (5)' };
      response.write(request.url?.includes('resourceVersion=1') ? `${JSON.stringify({ type: 'ERROR', object: status })}\n` : '\n');
    });
    const client = httpClient(target(url));
    const all = async (events: AsyncIterable<WatchEvent>): Promise<WatchEvent[]> => {
      const list: WatchEvent[] = [];
      for await (const event of events) list.push(event);
      return list;
    };
    expect(await all(client.watch(pods, { deadline: Date.now() + 100 }))).toEqual([]);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    expect(await all(client.watch(pods, { signal: abort.signal }))).toEqual([]);
    expect(await told(all(client.watch({ ...pods, resourceVersion: '1' })))).toBe(
      'Error from server (Expired): too old resource version: 1 (5)',
    );
  });

  it('logs are followed as they grow', async () => {
    const { url, asked } = await serverWith((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('grü');
      setTimeout(() => response.end('ße\n'), 20);
    });
    let text = '';
    for await (const piece of httpClient(target(url)).follow({
      ...pods,
      verb: 'get',
      name: 'a',
      subresource: 'log',
      query: { container: 'c' },
    }))
      text += piece;
    expect(text).toBe('grüße\n');
    expect(asked[0]!.url).toBe('/api/v1/namespaces/default/pods/a/log?container=c&follow=true');
  });
});
