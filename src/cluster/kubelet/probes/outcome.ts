import type { Container, Probe } from '../../../api/types.ts';
import { execute } from '../process/execute.ts';
import { follow, type Process } from '../process/process.ts';

export interface Outcome {
  ok: boolean;
  /** What the event says of a failure. */
  output: string;
  /** When the answer may change (ms after the start of the process); Infinity: not by itself. */
  until: number;
}

/** What a probe (or the handler of a hook) meets `at` ms after the start of the process. */
export function probeOutcome(probe: Probe, container: Container, process: Process, at: number, ip: string): Outcome {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec) return execOutcome(probe.exec.command ?? [], process, at, timeout);
  if (probe.httpGet) {
    const { port, path = '/', host, scheme = 'HTTP' } = probe.httpGet;
    const number = portNumber(port, container);
    const address = `${host ?? ip}:${number}`;
    const listening = isListening(process, number, at);
    if (!listening.now)
      return {
        ok: false,
        output: `Get "${scheme.toLowerCase()}://${address}${path}": dial tcp ${address}: connect: connection refused`,
        until: listening.until,
      };
    const code = httpStatus(process, number, path);
    const ok = code >= 200 && code < 400;
    return { ok, output: ok ? '' : `HTTP probe failed with statuscode: ${code}`, until: Infinity };
  }
  if (probe.tcpSocket) {
    const number = portNumber(probe.tcpSocket.port, container);
    const listening = isListening(process, number, at);
    return {
      ok: listening.now,
      output: `dial tcp ${probe.tcpSocket.host ?? ip}:${number}: connect: connection refused`,
      until: listening.until,
    };
  }
  if (probe.grpc) {
    const listening = isListening(process, probe.grpc.port, at);
    return {
      ok: listening.now,
      output: `timeout: failed to connect service "${ip}:${probe.grpc.port}" within ${timeout / 1000}s`,
      until: listening.until,
    };
  }
  return { ok: true, output: '', until: Infinity };
}

function execOutcome(argv: readonly string[], process: Process, at: number, timeout: number): Outcome {
  const { code, output, took, fault } = execute(process, argv, at, timeout);
  const next = follow(process, { horizon: Infinity }).files.find((change) => change.at > at)?.at ?? Infinity;
  if (fault !== undefined) {
    const text = `command "${argv.join(' ')}" failed: OCI runtime exec failed: exec failed: unable to start container process: ${fault}: unknown`;
    return { ok: false, output: text, until: Infinity };
  }
  if (took === Infinity)
    return { ok: false, output: `command timed out: "${argv.join(' ')}" timed out after ${timeout / 1000}s`, until: next };
  return { ok: code === 0, output: output.replace(/\n$/, ''), until: next };
}

export function portNumber(port: number | string, { ports = [] }: Container): number {
  if (typeof port === 'number') return port;
  return ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
}

/** Images and commands that nobody knows listen on whatever they are asked on. */
function isListening(process: Process, port: number, at: number): { now: boolean; until: number } {
  if (isUnknown(process)) return { now: true, until: Infinity };
  const opened = follow(process, { horizon: Infinity }).ports.find((each) => each.port === port);
  if (!opened) return { now: false, until: Infinity };
  return opened.from <= at ? { now: true, until: Infinity } : { now: false, until: opened.from };
}

function isUnknown({ entry, argv }: Process): boolean {
  return entry === undefined && argv === undefined;
}

function httpStatus({ entry, argv }: Process, port: number, path: string): number {
  if (entry === undefined && argv === undefined) return 200;
  const paths = entry?.file.serves?.find((each) => each.port === port)?.paths;
  const plain = path.split('?')[0]!;
  // A web server that was started by a command serves its folder.
  if (!paths) return plain === '/' ? 200 : 404;
  const found = paths[plain] ?? paths['*'];
  if (found === undefined) return 404;
  return typeof found === 'number' ? found : 200;
}
