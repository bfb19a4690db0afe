import { hostname, networkInterfaces } from 'node:os';
import { parseIP } from '../../api/ip.ts';
import { HostError } from '../host-error.ts';

const HOST_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i;

/** Throws a HostError for what is neither an IP address nor a host name. */
export function checkAddress(address: string): void {
  if (parseIP(address) || (HOST_NAME.test(address) && address.length <= 253 && !/^[\d.]+$/.test(address))) return;
  throw new HostError(`--address: "${address}" is neither an IP address nor a host name`);
}

/** Is what comes to this address from this machine? */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

function isEverywhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The names and addresses that clients may know the server under. */
export function servingNames(address: string): { dnsNames: string[]; ipAddresses: string[] } {
  const dnsNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const ipAddresses = ['127.0.0.1', '::1', '10.96.0.1'];
  if (!isLoopback(address)) dnsNames.push(hostname());
  const others = isEverywhere(address)
    ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((each) => each.address.split('%')[0] as string))
    : [address];
  for (const other of others) (parseIP(other) ? ipAddresses : dnsNames).push(other);
  return { dnsNames: [...new Set(dnsNames)], ipAddresses: [...new Set(ipAddresses)] };
}

/** Where clients on this machine find the server. */
export function clientUrl(scheme: 'http' | 'https', address: string, port: number): string {
  const host = isEverywhere(address) ? '127.0.0.1' : address;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Where everybody on the loopback is let in, pages of other sites in a browser are not: they come with their own origin, or with a name of theirs
 * that was made to point here.
 */
export function comesFromElsewhere({ host = '', origin }: { host?: string; origin?: string }): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)/.exec(host)?.[0].replace(/^\[|\]$/g, '') ?? '';
  if (!isLoopback(name)) return true;
  if (origin === undefined) return false;
  try {
    return !isLoopback(new URL(origin).hostname.replace(/^\[|\]$/g, ''));
  } catch {
    return true;
  }
}
