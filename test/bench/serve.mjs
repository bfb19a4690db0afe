// How much a served cluster can bear: requests over TLS with connections kept alive, from one client process beside the server.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { clusterHome, kubesim, program } from './measure.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const CONNECTIONS = 16;
const NAMESPACE = '/api/v1/namespaces/default';

/** A running server: how to ask it, and what it has used. */
async function startServer(env) {
  const started = performance.now();
  const child = spawn(process.execPath, [program, 'serve', '--port=0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (piece) => resolve(piece.toString()));
    child.once('close', (status) => reject(new Error(`the server ended with status ${status}`)));
  });
  const ready = performance.now() - started;
  const [, url, kubeconfig] = /at (\S+), kubeconfig in (.*)\n/.exec(line);
  const pem = (field) => Buffer.from(new RegExp(`${field}: (\\S+)`).exec(readFileSync(kubeconfig, 'utf8'))[1], 'base64');
  const tls = { ca: pem('certificate-authority-data'), cert: pem('client-certificate-data'), key: pem('client-key-data') };
  const agent = new Agent({ keepAlive: true, maxSockets: 4 * CONNECTIONS, ...tls });
  const { hostname, port } = new URL(url);
  return {
    ready,
    ask: (method, path, body, type = 'application/json') =>
      new Promise((resolve, reject) => {
        const headers = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
        const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
          response.on('data', () => undefined);
          response.on('end', () =>
            response.statusCode < 300 ? resolve(response) : reject(new Error(`${method} ${path}: ${response.statusCode}`)),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    /** Opens a watch and counts what comes. */
    watch: (path) =>
      new Promise((resolve, reject) => {
        const counted = { events: 0 };
        const sent = request({ hostname, port, path, ...tls, agent: false }, (response) => {
          response.on('data', (piece) => (counted.events += piece.toString().split('\n').length - 1));
          resolve({ counted, close: () => sent.destroy() });
        });
        sent.on('error', reject);
        sent.end();
      }),
    /** CPU time so far (ms) and resident memory (MiB). */
    used() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
      const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))[1];
      return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, memory: Number(resident) / 1024 };
    },
    stop() {
      agent.destroy();
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Asks as fast as answers come, on all connections, until the time is over or `most` answers are there. */
async function load(server, once, { most = Infinity, seconds = SECONDS } = {}) {
  const times = [];
  let asked = 0;
  let failed = 0;
  const started = performance.now();
  const before = server.used().cpu;
  const client = async () => {
    while (asked < most && performance.now() - started < seconds * 1000) {
      const at = performance.now();
      try {
        await once(asked++);
        times.push(performance.now() - at);
      } catch (error) {
        if (failed++ === 0) console.error(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const took = performance.now() - started;
  times.sort((a, b) => a - b);
  return {
    rate: times.length / (took / 1000),
    p99: times[Math.floor(times.length * 0.99)],
    cpu: (server.used().cpu - before) / times.length,
    failed,
  };
}

function row(name, { rate, p99, cpu, failed }) {
  const figures = `${rate.toFixed(0).padStart(7)} /s   p99 ${p99.toFixed(1).padStart(7)} ms   ${cpu.toFixed(2).padStart(6)} ms CPU of the server each`;
  console.log(`  ${name.padEnd(38)} ${figures}${failed > 0 ? `   ${failed} FAILED` : ''}`);
}

const configMap = (name) => JSON.stringify({ metadata: { name, labels: { app: 'bench' } }, data: { a: '1' } });
const pod = (name, node) =>
  JSON.stringify({
    metadata: { name },
    spec: { nodeName: node, containers: [{ name: 'c', image: 'nginx:1.27' }], terminationGracePeriodSeconds: 0 },
  });

async function requests() {
  const server = await startServer(clusterHome({ KUBESIM_BARE: '1', KUBESIM_CLOCK: 'wall' }));
  console.log(
    `\nServing (TLS, ${CONNECTIONS} connections, ${SECONDS} s each)\n  start to ready ${server.ready.toFixed(0).padStart(32)} ms`,
  );
  await load(server, (i) => server.ask('POST', `${NAMESPACE}/configmaps`, configMap(`list-${i}`)), { most: 499, seconds: 60 });
  row('get', await load(server, () => server.ask('GET', `${NAMESPACE}/configmaps/list-7`)));
  row('list of 500', await load(server, () => server.ask('GET', `${NAMESPACE}/configmaps?labelSelector=app%3Dbench`)));
  row('create', await load(server, (i) => server.ask('POST', `${NAMESPACE}/configmaps`, configMap(`made-${i}`))));
  const patch = (i) => JSON.stringify({ data: { a: String(i) } });
  row(
    'patch',
    await load(server, (i) => server.ask('PATCH', `${NAMESPACE}/configmaps/list-${i % 400}`, patch(i), 'application/merge-patch+json')),
  );
  const watches = await Promise.all(
    Array.from({ length: 100 }, () => server.watch(`${NAMESPACE}/configmaps?watch=true&labelSelector=app%3Dnone`)),
  );
  row('get, beside 100 watches', await load(server, () => server.ask('GET', `${NAMESPACE}/configmaps/list-7`)));
  const seen = await Promise.all(Array.from({ length: 100 }, () => server.watch(`${NAMESPACE}/secrets?watch=true`)));
  const secret = (i) => JSON.stringify({ metadata: { name: `s-${i}` } });
  const made = await load(server, (i) => server.ask('POST', `${NAMESPACE}/secrets`, secret(i)), { most: 200, seconds: 60 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  row('create, seen by 100 watches', made);
  const missed = seen.filter(({ counted }) => counted.events < 200).length;
  if (missed > 0) console.log(`  ${missed} of 100 watches MISSED events`);
  for (const { close } of [...watches, ...seen]) close();
  await server.stop();
}

async function manyPods() {
  const nodes = Array.from({ length: 100 }, (_, i) => `node-${i + 1}`);
  const env = clusterHome({ KUBESIM_BARE: '1', KUBESIM_CLOCK: 'wall', KUBESIM_NODES: nodes.join(','), KUBESIM_KUBELET: 'quick' });
  kubesim(['create', 'namespace', 'many'], env);
  const server = await startServer(env);
  const before = server.used().memory;
  const make = (i) => server.ask('POST', '/api/v1/namespaces/many/pods', pod(`p-${i}`, nodes[i % nodes.length]));
  const started = performance.now();
  const made = await load(server, make, { most: 10_000, seconds: 600 });
  row(`create of 10,000 pods, ${((performance.now() - started) / 1000).toFixed(1)} s`, made);
  const after = server.used().memory;
  console.log(`  memory per 1,000 pods ${((after - before) / 10).toFixed(1).padStart(27)} MiB   (${after.toFixed(0)} MiB with all)`);
  await server.stop();
  const again = await startServer(env);
  console.log(`  start to ready, 10,000 pods ${again.ready.toFixed(0).padStart(19)} ms`);
  await again.stop();
}

export async function serving() {
  await requests();
  await manyPods();
}

if (process.argv[1] === import.meta.filename) await serving();
