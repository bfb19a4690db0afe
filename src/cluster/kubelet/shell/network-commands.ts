import type { Io } from './builtins.ts';

/** Asks for a host until it is there: `nslookup db`, `nc -z db 5432`, `wget -qO- http://web`. */
export function reach(host: string, port: number | undefined, io: Io, failure: string): number {
  const { machine } = io;
  const since = machine.world.reachable(host, port);
  if (since !== undefined && since <= machine.world.startedAt + machine.now) return 0;
  machine.missed.add(host);
  io.err(failure);
  return 1;
}

function hostOf(url: string): { host: string; port: number | undefined } {
  const match = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::(\d+))?/.exec(url);
  return { host: match?.[1] ?? url, port: match?.[2] ? Number(match[2]) : url.startsWith('https') ? 443 : 80 };
}

export function download(program: 'wget' | 'curl', args: readonly string[], io: Io): number {
  const url = args.findLast((argument) => !argument.startsWith('-') && /[.:/]|^[a-z]/.test(argument));
  if (url === undefined) return 1;
  const { host, port } = hostOf(url);
  return reach(host, port, io, program === 'wget' ? `wget: bad address '${host}'\n` : `curl: (6) Could not resolve host: ${host}\n`) === 0
    ? 0
    : program === 'wget'
      ? 1
      : 6;
}

export function netcat(args: readonly string[], io: Io): number {
  if (args.some((argument) => /^-[a-z]*l/.test(argument))) {
    const port = Number(args.find((argument) => /^\d+$/.test(argument)));
    if (port) io.machine.ports.push({ port, from: io.machine.now });
    return io.machine.forever();
  }
  const [host = '', port] = args.filter((argument) => !argument.startsWith('-') && argument !== '');
  return reach(host, Number(port) || undefined, io, `nc: bad address '${host}'\n`);
}

export function busyboxServer(args: readonly string[], io: Io): number {
  const port = Number(/\d+$/.exec(args[args.indexOf('-p') + 1] ?? '')?.[0] ?? 80);
  io.machine.ports.push({ port, from: io.machine.now });
  if (!args.some((argument) => /^-[a-z]*f/.test(argument))) return 0;
  return io.machine.forever();
}
