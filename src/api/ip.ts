/** Addresses and networks, as far as the API looks at them. */

/** The four numbers of an IPv4 address, or undefined. Leading zeros are not accepted. */
export function parseIPv4(text: string): [number, number, number, number] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number) as [number, number, number, number];
}

/** The eight groups of an IPv6 address, or undefined. */
export function parseIPv6(text: string): number[] | undefined {
  let source = text;
  const tail = /^(.*:)([0-9.]+)$/.exec(source);
  if (tail?.[2]?.includes('.')) {
    const v4 = parseIPv4(tail[2]);
    if (v4 === undefined) return undefined;
    source = `${tail[1]}${(v4[0] * 256 + v4[1]).toString(16)}:${(v4[2] * 256 + v4[3]).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (![...head, ...rest].every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...rest].map((group) => parseInt(group, 16));
}

/** Bits of an address of either family. */
export function parseIP(text: string): { family: 4 | 6; value: bigint } | undefined {
  const v4 = parseIPv4(text);
  if (v4 !== undefined) return { family: 4, value: v4.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  const v6 = parseIPv6(text);
  return v6 === undefined ? undefined : { family: 6, value: v6.reduce((sum, part) => sum * 65536n + BigInt(part), 0n) };
}

export interface Cidr {
  family: 4 | 6;
  /** The address as written, host bits included. */
  value: bigint;
  bits: number;
}

export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '', ...more] = text.split('/');
  const ip = parseIP(address);
  if (ip === undefined || more.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(bits)) return undefined;
  return Number(bits) <= (ip.family === 4 ? 32 : 128) ? { ...ip, bits: Number(bits) } : undefined;
}

/** Is the address (or network) inside the network? */
export function cidrContains(network: Cidr, ip: { family: 4 | 6; value: bigint; bits?: number }): boolean {
  if (network.family !== ip.family || (ip.bits ?? 128) < network.bits) return false;
  const shift = BigInt((network.family === 4 ? 32 : 128) - network.bits);
  return network.value >> shift === ip.value >> shift;
}

export function checkIP(text: string): string[] {
  return parseIP(text) === undefined ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : [];
}

export function checkCidr(text: string): string[] {
  return parseCidr(text) === undefined ? ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'] : [];
}
