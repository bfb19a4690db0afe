import { cidrContains, parseCidr, parseIPv4 } from '../../api/ip.ts';
import type { Random } from '../sim/random.ts';

/** What Services get their addresses from. */
export const SERVICE_CIDR = '10.96.0.0/16';

const range = parseCidr(SERVICE_CIDR)!;
const base = Number(range.value);
const size = 2 ** (32 - range.bits);
/** The first addresses are left to those who ask for a fixed one, as long as there are others. */
const STATIC_BAND = Math.min(Math.max(16, size / 16), 256);

/** Why an address cannot be given to a Service, in the words of the allocator; undefined when it can. */
export function clusterIpFault(ip: string, taken: ReadonlySet<string>): string | undefined {
  const parts = parseIPv4(ip);
  if (parts === undefined) return 'the provided network does not match the current range';
  const value = toNumber(parts);
  if (!cidrContains(range, { family: 4, value: BigInt(value) })) return 'the provided network does not match the current range';
  if (value === base || value === base + size - 1) {
    return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${SERVICE_CIDR}`;
  }
  return taken.has(ip) ? 'provided IP is already allocated' : undefined;
}

/** A free address: random, from the dynamic band first. Undefined when the range is full. */
export function freeClusterIp(taken: ReadonlySet<string>, random: Random): string | undefined {
  return pick(STATIC_BAND, size - 1, taken, random) ?? pick(1, STATIC_BAND, taken, random);
}

/** Offsets from `from` up to but not including `to`, starting somewhere and going round once. */
function pick(from: number, to: number, taken: ReadonlySet<string>, random: Random): string | undefined {
  const count = to - from;
  const start = random.int(count);
  for (let i = 0; i < count; i += 1) {
    const ip = toText(base + from + ((start + i) % count));
    if (!taken.has(ip)) return ip;
  }
  return undefined;
}

function toNumber(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
