import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readState } from '../../../src/host/state-file.ts';
import { newHome } from '../../support/served-cluster.ts';

const homes: ReturnType<typeof newHome>[] = [];
const aHome = (env?: Record<string, string>) => {
  const home = newHome(env);
  homes.push(home);
  return home;
};
afterAll(() => homes.forEach((home) => home.remove()));

const post = (url: string, body: string, type = 'application/json') =>
  fetch(`${url}/api/v1/namespaces/default/configmaps`, { method: 'POST', headers: { 'content-type': type }, body });

describe('kubesim serve', () => {
  it('serves until it is told to stop, and saves', async () => {
    const home = aHome();
    const { url, child, ended, kubeconfig } = await home.serve('--insecure-http');
    expect(kubeconfig).toBe(join(home.home, 'serve.kubeconfig'));
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(readFileSync(kubeconfig, 'utf8')).toContain(`server: ${url}`);
    expect((await post(url, JSON.stringify({ metadata: { name: 'kept' } }))).status).toBe(201);
    const watch = await fetch(`${url}/api/v1/namespaces/default/configmaps?watch=true`);
    const events = watch.text();
    await pause(50);
    child.kill('SIGTERM');
    // The watch ends as if its time were over.
    expect(await events).toContain('"name":"kept"');
    expect(await ended).toBe(0);
    expect([...readState(home.statePath)!.image.objects.keys()]).toContain('configmaps default/kept');
    expect(readdirSync(join(home.home, 'clusters'))).toEqual(['kubesim.json']);
  });

  it('is what commands of ours on the same cluster go through', async () => {
    const home = aHome();
    const { url, child, ended } = await home.serve('--insecure-http');
    expect(await home.run('create', 'configmap', 'ours')).toMatchObject({ stdout: 'configmap/ours created\n' });
    expect(await (await fetch(`${url}/api/v1/namespaces/default/configmaps/ours`)).json()).toMatchObject({ metadata: { name: 'ours' } });
    // A watch of ours goes on without the server.
    const watching = home.run('wait', '--for=create', 'configmap/late', '--timeout=20s');
    await pause(400);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(await home.run('create', 'configmap', 'late')).toMatchObject({ status: 0 });
    expect(await watching).toMatchObject({ stdout: 'configmap/late condition met\n', status: 0 });
  });

  it('moves the manual clock only as commands of ours wait, and by sim advance', async () => {
    const home = aHome({ KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1' });
    const { url, child, ended } = await home.serve('--insecure-http');
    const time = async () => (JSON.parse((await home.run('sim', 'status', '-o', 'json')).stdout) as { now: number }).now;
    const start = await time();
    expect(start).toBe(Date.UTC(2026, 0, 1));
    await home.run('create', 'deployment', 'web', '--image=nginx');
    await fetch(`${url}/apis/apps/v1/deployments?watch=true&timeoutSeconds=1`).then((response) => response.text());
    expect(await time()).toBe(start);
    expect((await home.run('rollout', 'status', 'deploy/web')).stdout).toContain('successfully rolled out');
    const rolledOut = await time();
    expect(rolledOut).toBeGreaterThan(start);
    await home.run('sim', 'advance', '1h');
    expect(await time()).toBe(rolledOut + 3_600_000);
    expect(await home.run('sim', 'reset')).toMatchObject({ stdout: 'Cluster "kubesim" reset.\n' });
    expect(await (await fetch(`${url}/apis/apps/v1/deployments`)).json()).toMatchObject({ items: [] });
    child.kill('SIGTERM');
    await ended;
  });

  it('lets the cluster be deleted, and then ends', async () => {
    const home = aHome();
    const { ended } = await home.serve('--insecure-http');
    expect(await home.run('cluster', 'delete', 'kubesim')).toMatchObject({ stdout: 'Cluster "kubesim" deleted.\n', status: 0 });
    expect(await ended).toBe(0);
    expect(existsSync(home.statePath)).toBe(false);
  });

  it('refuses in plain words what it cannot do', async () => {
    const home = aHome();
    const { url, child, ended } = await home.serve('--insecure-http');
    const port = new URL(url).port;
    expect((await home.run('serve')).stderr).toContain(`error: the cluster is served already, by process ${child.pid} at ${url}`);
    const other = aHome();
    expect((await other.run('serve', `--port=${port}`)).stderr).toContain('the port is in use by another program');
    expect((await other.run('serve', '--address=0.0.0.0')).stderr).toContain('add --allow-remote');
    expect((await other.run('serve', '--address=0.0.0.0', '--allow-remote', '--insecure-http')).stderr).toContain('for the loopback only');
    expect((await other.run('serve', '--address=999.1.1.1')).stderr).toContain('neither an IP address nor a host name');
    expect((await other.run('serve', '--address=203.0.113.7', '--allow-remote')).stderr).toContain(
      'this machine does not have the address',
    );
    child.kill('SIGTERM');
    await ended;
  });
});

describe('what comes over the wire', () => {
  it('is bounded, and refused with a Status', async () => {
    const home = aHome();
    const { url, child, ended, told } = await home.serve('--insecure-http');
    const large = await post(url, JSON.stringify({ metadata: { name: 'large' }, data: { x: 'x'.repeat(3 << 20) } }));
    expect([large.status, await large.json()]).toMatchObject([
      413,
      { reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' },
    ]);
    const { hostname, port } = new URL(url);
    const answer = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write(text));
        let got = '';
        socket.on('data', (piece) => (got += piece.toString()));
        socket.on('close', () => resolve(got));
      });
    expect(await answer('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^]*"reason":"BadRequest"/);
    expect(await answer(`GET /api HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 Request Header Fields Too Large\r\n[^]*"reason":"RequestEntityTooLarge"/,
    );
    expect(await answer('FROB /api HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1.1 405 Method Not Allowed\r\n[^]*"reason":"MethodNotAllowed"/,
    );
    expect(await answer('CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n')).toMatch(/^HTTP\/1.1 405 /);
    expect(await answer(`GET /api HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(2 << 20)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    // Whoever is still sending sees the answer nevertheless.
    const announced = `POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${5 << 20}\r\n\r\n`;
    expect(await answer(`${announced}${'x'.repeat(5 << 20)}`)).toMatch(/^HTTP\/1.1 413 [^]*"reason":"RequestEntityTooLarge"/);
    // A page of another site in a browser on this machine.
    expect((await fetch(`${url}/api`, { headers: { origin: 'https://example.com' } })).status).toBe(403);
    const status = await new Promise((resolve) => {
      httpRequest(`${url}/api`, { headers: { host: 'rebound.example.com' } }, (response) => resolve(response.statusCode)).end();
    });
    expect(status).toBe(403);
    // A token that is none does not make its bearer the administrator.
    expect((await fetch(`${url}/api/v1/pods`, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(401);
    expect((await fetch(`${url}/api/v1/configmaps`, { headers: { 'accept-encoding': 'gzip' } })).status).toBe(200);
    child.kill('SIGTERM');
    await ended;
    expect(told()).toBe('');
  });
});
