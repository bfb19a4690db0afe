import { goQuote } from '../../api/go-text.ts';
import type { Container, LifecycleHandler } from '../../api/types.ts';
import { execute } from './process/execute.ts';
import type { Process } from './process/process.ts';
import { probeOutcome } from './probes/outcome.ts';

const LIMIT = 60_000;

/** How a postStart or preStop hook goes that begins `at` ms after the start of the process: well or not, in what time (ms), and what a command said that failed. */
export function runHook(
  hook: LifecycleHandler,
  container: Container,
  process: Process,
  at: number,
  { ip, limit = LIMIT }: { ip: string; limit?: number },
): { ok: boolean; took: number; error?: string } {
  const { sleep, exec, httpGet, tcpSocket } = hook;
  if (sleep) return { ok: true, took: sleep.seconds * 1000 };
  if (exec) {
    const { command = [] } = exec;
    const { code, took, fault, output, errors } = execute(process, command, at, limit);
    const ok = fault === undefined && code === 0 && took !== Infinity;
    const error = `command '${command.join(' ')}' exited with ${code}: ${errors}, message: ${goQuote(output)}`;
    return { ok, took, ...(!ok && fault === undefined && { error }) };
  }
  const { ok } = probeOutcome({ ...(httpGet && { httpGet }), ...(tcpSocket && { tcpSocket }) }, container, process, at, ip);
  return { ok, took: 0 };
}
