import type { Container, LifecycleHandler } from '../../api/types.ts';
import { execute } from './process/execute.ts';
import type { Process } from './process/process.ts';
import { probeOutcome } from './probes/outcome.ts';

const LIMIT = 60_000;

/** How a postStart or preStop hook goes that begins `at` ms after the start of the process: well or not, and in what time (ms). */
export function runHook(
  hook: LifecycleHandler,
  container: Container,
  process: Process,
  at: number,
  { ip, limit = LIMIT }: { ip: string; limit?: number },
): { ok: boolean; took: number } {
  const { sleep, exec, httpGet, tcpSocket } = hook;
  if (sleep) return { ok: true, took: sleep.seconds * 1000 };
  if (exec) {
    const { code, took, fault } = execute(process, exec.command ?? [], at, limit);
    return { ok: fault === undefined && code === 0 && took !== Infinity, took };
  }
  const { ok } = probeOutcome({ ...(httpGet && { httpGet }), ...(tcpSocket && { tcpSocket }) }, container, process, at, ip);
  return { ok, took: 0 };
}
