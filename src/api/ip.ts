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

/** The address as Go writes it: IPv6 in lower case, the longest run of zero groups left out, addresses of IPv4 inside of IPv6 as IPv4. */
export function formatIP({ family, value }: { family: 4 | 6; value: bigint }): string {
  if (family === 4 || isMapped({ family, value })) return parts(value & 0xffffffffn, 4, 8).join('.');
  const groups = parts(value, 8, 16).map((group) => group.toString(16));
  let run = { at: 0, length: 1 };
  for (let at = 0; at < groups.length; at += 1) {
    let length = 0;
    while (groups[at + length] === '0') length += 1;
    if (length > run.length) run = { at, length };
  }
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.at).join(':')}::${groups.slice(run.at + run.length).join(':')}`;
}

function parts(value: bigint, count: number, bits: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((value >> BigInt((count - 1 - i) * bits)) & ((1n << BigInt(bits)) - 1n)));
}

/** Is this an address of IPv4 written as one of IPv6 (`::ffff:1.2.3.4`)? */
export function isMapped({ family, value }: { family: 4 | 6; value: bigint }): boolean {
  return family === 6 && value >> 32n === 0xffffn;
}

/** The network that an address in CIDR form lies in. */
export function networkOf(cidr: Cidr): Cidr {
  const hostBits = BigInt((cidr.family === 4 ? 32 : 128) - cidr.bits);
  return { ...cidr, value: (cidr.value >> hostBits) << hostBits };
}

function formatCidr(cidr: Cidr): string {
  return `${formatIP(cidr)}/${cidr.bits}`;
}

/** What an older API server took for the number that it is without them. */
function withoutLeadingZeros(text: string): string {
  return text.replace(/(^|[.:/])0+(?=[0-9a-fA-F])/g, '$1');
}

/** The address as API servers read it that did not mind leading zeros. */
export function parseLooseIP(text: string): ReturnType<typeof parseIP> {
  return parseIP(text) ?? parseIP(withoutLeadingZeros(text));
}

/** For fields that are older than the strict rule: not every way to write an IPv6 address has to be the canonical one. */
export function checkIP(text: string): string[] {
  const ip = parseIP(text);
  if (ip !== undefined) return isMapped(ip) ? ['must not be an IPv4-mapped IPv6 address'] : [];
  if (parseLooseIP(text) !== undefined) return ['must not have leading 0s'];
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

export function checkCidr(text: string): string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    if (parseCidr(withoutLeadingZeros(text)) !== undefined) return ['must not have leading 0s in IP or prefix length'];
    return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  }
  if (isMapped(cidr)) return ['must not have an IPv4-mapped IPv6 address'];
  return networkOf(cidr).value === cidr.value ? [] : ['must not have bits set beyond the prefix length'];
}

/** For fields that came with the strict rule. */
export function checkCanonicalIP(text: string): string[] {
  const errors = checkIP(text);
  return errors.length > 0 ? errors : mustBe(formatIP(parseIP(text)!), text);
}

export function checkCanonicalCidr(text: string): string[] {
  const errors = checkCidr(text);
  return errors.length > 0 ? errors : mustBe(formatCidr(parseCidr(text)!), text);
}

function mustBe(canonical: string, text: string): string[] {
  return canonical === text ? [] : [`must be in canonical form ("${canonical}")`];
}

/** What the API server says of addresses that it takes but would rather see written the usual way. */
export function addressWarnings(path: string, text: string): string[] {
  const ip = parseIP(text);
  if (ip?.family !== 6 || isMapped(ip) || formatIP(ip) === text) return [];
  return [`${path}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${formatIP(ip)}")`];
}

export function cidrWarnings(path: string, text: string): string[] {
  const cidr = parseCidr(text);
  if (cidr?.family !== 6 || isMapped(cidr) || formatCidr(cidr) === text) return [];
  return [`${path}: IPv6 CIDR value "${text}" should be in RFC 5952 canonical format ("${formatCidr(cidr)}")`];
}
