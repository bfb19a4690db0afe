// npm run bench: how fast commands are, as ratios measured in one run. KUBECTL=/path/to/kubectl compares with the real one too.
import { serving } from './serve.mjs';
import { clusterHome, cpuTime, kubesim, program, wallTimes } from './measure.mjs';

const runs = Number(process.env.BENCH_RUNS ?? 15);
const nodes = (count) => Array.from({ length: count }, (_, i) => `node-${i + 1}`).join(',');

/** A cluster in which a Deployment's pods run. */
function clusterWithPods(count, kubelet = 'real') {
  const env = clusterHome({ KUBESIM_BARE: '1', KUBESIM_NODES: nodes(Math.ceil(count / 100)), KUBESIM_KUBELET: kubelet });
  kubesim(['create', 'deployment', 'web', '--image=nginx:1.27', `--replicas=${count}`], env);
  kubesim(['sim', 'advance', '10m'], env);
  return env;
}

function report(title, rows) {
  console.log(`\n${title}`);
  for (const [name, ms, ratio] of rows) console.log(`  ${name.padEnd(44)} ${ms.toFixed(0).padStart(7)} ms  ${ratio}`);
}

function startUp() {
  const fresh = clusterHome();
  kubesim(['get', 'pods'], fresh);
  const ours = (...args) => [process.execPath, program, ...args];
  const real = process.env.KUBECTL;
  const cases = {
    'node -e 0': { command: [process.execPath, '-e', '0'] },
    ...(real && { 'kubectl version --client (the real one)': { command: [real, 'version', '--client'] } }),
    'version --client': { command: ours('version', '--client'), env: fresh },
    'get pods, fresh cluster': { command: ours('get', 'pods'), env: fresh },
    'get pods, 1,000 pods': { command: ours('get', 'pods'), env: clusterWithPods(1000) },
    'get pods, 10,000 pods': { command: ours('get', 'pods'), env: clusterWithPods(10_000) },
  };
  cases['get deployment NAME, 10,000 pods'] = { command: ours('get', 'deployment', 'web'), env: cases['get pods, 10,000 pods'].env };
  const times = wallTimes(cases, runs);
  const base = times['node -e 0'];
  report(
    'Start-up (median wall time; ratio to node -e 0)',
    Object.entries(times).map(([name, ms]) => [name, ms, `x ${(ms / base).toFixed(2)}`]),
  );
  return base;
}

function rollout(base) {
  const rows = ['quick', 'real'].map((kubelet) => {
    const env = clusterWithPods(1000, kubelet);
    const set = cpuTime(['set', 'image', 'deployment/web', 'nginx=nginx:1.28'], env);
    const status = cpuTime(['rollout', 'status', 'deployment/web', '--timeout=2h'], env);
    return [
      `set image and rollout status, ${kubelet} kubelets`,
      set + status,
      `x ${((set + status) / base).toFixed(1)}   aim: under 2000 ms`,
    ];
  });
  report('Rollout of 1,000 replicas (CPU time, manual clock)', rows);
}

/** A month away from a cluster in which something ends and begins again every minute or so. */
function catchUp(base) {
  const env = clusterHome();
  const job =
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: minutely}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers: [{name: c, image: busybox, command: [echo, hello]}]\n';
  const crash =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: crash}\nspec:\n  containers: [{name: c, image: busybox, command: [sh, -c, exit 1]}]\n';
  kubesim(['apply', '-f', '-'], env, `${job}---\n${crash}`);
  kubesim(['sim', 'advance', '1m'], env);
  const days = cpuTime(['sim', 'advance', '720h'], env);
  report('30 days of catch-up (CPU time)', [
    ['a CronJob every minute, a crash loop', days, `x ${(days / base).toFixed(1)}   aim: under 1000 ms`],
  ]);
}

const base = startUp();
rollout(base);
catchUp(base);
await serving();
