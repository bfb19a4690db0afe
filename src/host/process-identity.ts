import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who holds a lock: a process id means something only within its scope (one boot of one machine, one pid namespace),
 * and pids are used again, so the time the process started belongs to it. `unknown` where the system does not tell.
 */
export interface ProcessIdentity {
  pid: number;
  started: string;
  scope: string;
}

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  return (own ??= { pid: process.pid, started: processStart(process.pid)?.started ?? 'unknown', scope: readScope() });
}

/** `unknown` for processes of another machine or container. */
export function livenessOf(holder: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (holder.scope !== ownIdentity().scope) return 'unknown';
  const running = processStart(holder.pid);
  if (running === undefined) return signalReaches(holder.pid) ? 'alive' : 'dead';
  if (running.zombie) return 'dead';
  return holder.started === 'unknown' || holder.started === running.started ? 'alive' : 'dead';
}

/** From /proc/PID/stat, where there is one: field 3 is the state, field 22 the start in clock ticks since boot. */
function processStart(pid: number): { started: string; zombie: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command name, in parentheses, may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19] ?? 'unknown', zombie: fields[0] === 'Z' || fields[0] === 'X' };
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readScope(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8);
    const namespace = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    return `${boot}-${namespace}`;
  } catch {
    return hostname().replace(/[^\w.-]/g, '_');
  }
}
