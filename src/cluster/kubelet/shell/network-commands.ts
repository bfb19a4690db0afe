import type { Io } from './builtins.ts';

const DNS = 'kube-dns.kube-system.svc.cluster.local';

/** Asks for a host until it is there: `nslookup db`, `nc -z db 5432`, `wget -qO- http://web`. */
export function reach(host: string, port: number | undefined, io: Io, failure: string): number {
  const { machine } = io;
  const since = machine.world.reachable(host, port);
  if (since !== undefined && since <= machine.world.startedAt + machine.now) return 0;
  machine.missed.add(host);
  io.err(failure);
  return 1;
}

/** `nslookup db`; hosts outside of the cluster are found, but nobody knows their addresses. */
export function nslookup(args: readonly string[], io: Io): number {
  const host = args.find((argument) => !argument.startsWith('-')) ?? '';
  const { world } = io.machine;
  const old = /busybox:(?:glibc-|musl-|uclibc-)?1\.2[0-8](?:\D|$)/.test(world.image);
  const server = /^nameserver (\S+)/m.exec(world.files['/etc/resolv.conf'] ?? '')?.[1] ?? '10.96.0.10';
  const shown = `${server}${world.flavour === 'debian' ? '#53' : ':53'}`;
  io.out(old ? `Server:    ${server}\nAddress 1: ${server} ${DNS}\n\n` : `Server:\t\t${server}\nAddress:\t${shown}\n\n`);
  const status = reach(host, undefined, io, old ? `nslookup: can't resolve '${host}'\n` : `** server can't find ${host}: NXDOMAIN\n\n`);
  const found = status === 0 ? world.resolved(host) : undefined;
  if (!found) return status;
  if (old) io.out(`Name:      ${host}\n${found.addresses.map((address, i) => `Address ${i + 1}: ${address} ${found.name}\n`).join('')}`);
  else io.out(`${found.addresses.map((address) => `Name:\t${found.name}\nAddress: ${address}\n`).join('')}\n`);
  return 0;
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
