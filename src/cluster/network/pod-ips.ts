/** Addresses of one node's pods: handed out upwards from the second of its range (the first is the node's bridge), round and round. */
export function nextPodIp(cidr: string, last: string | undefined, inUse: (ip: string) => boolean): string | undefined {
  const range = parseCidr(cidr);
  if (!range) return undefined;
  const { base, size } = range;
  const usable = size - 3;
  if (usable < 1) return undefined;
  const previous = last === undefined ? -1 : toNumber(last) - base - 2;
  for (let step = 1; step <= usable; step++) {
    const ip = toText(base + 2 + ((previous + step + usable) % usable));
    if (!inUse(ip)) return ip;
  }
  return undefined;
}

function parseCidr(cidr: string): { base: number; size: number } | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const size = 2 ** (32 - Number(match[2]));
  return { base: Math.floor(toNumber(match[1]!) / size) * size, size };
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}
