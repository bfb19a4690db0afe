// Measuring processes: wall time as the median of interleaved runs, CPU time of one run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const program = resolve(import.meta.dirname, '..', '..', 'bin', 'run.js');

/** A folder of its own for a cluster, and the environment that names it; removed when the process ends. */
export function clusterHome(settings = {}) {
  const home = mkdtempSync(join(tmpdir(), 'kubesim-bench-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  return {
    ...process.env,
    KUBESIM_HOME: home,
    KUBESIM_CLOCK: 'manual',
    KUBESIM_SEED: '1',
    KUBESIM_HINTS: '0',
    KUBECONFIG: '',
    NO_COLOR: '1',
    ...settings,
  };
}

/** Runs one of our commands and returns what it printed; a failure ends the benchmark. */
export function kubesim(args, env, input = '') {
  const run = spawnSync(process.execPath, [program, ...args], { env, input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`kubesim ${args.join(' ')}: exit ${run.status}\n${run.stderr.slice(0, 2000)}`);
  return run.stdout;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** `{name: {command, env}}` to `{name: milliseconds}`: every command `runs` times, in turn, so that noise meets all alike. */
export function wallTimes(cases, runs) {
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let i = -1; i < runs; i += 1) {
    for (const [name, { command, env }] of Object.entries(cases)) {
      const started = performance.now();
      const run = spawnSync(command[0], command.slice(1), { env: env ?? process.env, stdio: ['ignore', 'ignore', 'inherit'] });
      if (run.status !== 0) throw new Error(`${command.join(' ')}: exit ${run.status}`);
      // The first round warms the code cache and the file system.
      if (i >= 0) times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** User and system time of one of our commands, in milliseconds. */
export function cpuTime(args, env) {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
  const run = spawnSync('bash', ['-c', script, 'bash', process.execPath, program, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`kubesim ${args.join(' ')}: exit ${run.status}\n${run.stderr.slice(0, 2000)}`);
  const [user, system] = run.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return (user + system) * 1000;
}
