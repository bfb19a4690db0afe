import { cidrContains, formatIP, parseCidr, parseIP, type Cidr } from '../../../api/ip.ts';
import type { Library } from '../functions.ts';
import { EvaluationError, Opaque, type Value } from '../values.ts';

class IpValue extends Opaque {
  readonly typeName = 'net.IP';
  readonly family: 4 | 6;
  readonly value: bigint;

  constructor({ family, value }: { family: 4 | 6; value: bigint }) {
    super();
    this.family = family;
    this.value = value;
  }

  override equals(other: Opaque): boolean {
    return other instanceof IpValue && other.family === this.family && other.value === this.value;
  }
}

class CidrValue extends Opaque {
  readonly typeName = 'net.CIDR';
  readonly cidr: Cidr;

  constructor(cidr: Cidr) {
    super();
    this.cidr = cidr;
  }

  override equals(other: Opaque): boolean {
    return other instanceof CidrValue && formatCidr(other.cidr) === formatCidr(this.cidr);
  }
}

/** Addresses as expressions take them: no zone, and no IPv4 in the clothes of IPv6. */
function address(text: string): IpValue {
  const parsed = parseIP(text);
  if (!parsed)
    throw new EvaluationError(
      `IP Address ${JSON.stringify(text)} parse error during conversion from string: ParseAddr(${JSON.stringify(text)}): unable to parse IP`,
    );
  if (parsed.family === 6 && parsed.value >> 32n === 0xffffn)
    throw new EvaluationError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  return new IpValue(parsed);
}

function network(text: string): CidrValue {
  const parsed = parseCidr(text);
  if (!parsed) {
    const detail = text.includes('/') ? `ParseAddr(${JSON.stringify(text.split('/')[0])}): unable to parse IP` : "no '/'";
    throw new EvaluationError(
      `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): ${detail}`,
    );
  }
  if (parsed.family === 6 && parsed.value >> 32n === 0xffffn)
    throw new EvaluationError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  return new CidrValue(parsed);
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function formatCidr({ family, value, bits }: Cidr): string {
  return `${formatIP({ family, value })}/${bits}`;
}

const within = (ip: IpValue, ...networks: readonly string[]): boolean => networks.some((text) => cidrContains(parseCidr(text)!, ip));

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const UNSPECIFIED = ['0.0.0.0/32', '::/128'];
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'];
const MULTICAST = ['224.0.0.0/4', 'ff00::/8'];

function masked({ cidr }: CidrValue): Cidr {
  const host = BigInt((cidr.family === 4 ? 32 : 128) - cidr.bits);
  return { ...cidr, value: (cidr.value >> host) << host };
}

function containsNetwork(outer: CidrValue, inner: CidrValue): boolean {
  return cidrContains(outer.cidr, inner.cidr);
}

export const addresses: Library = {
  'ip(string) net.IP': address,
  'isIP(string) bool': (text: string) => succeeds(() => address(text)),
  'ip.isCanonical(string) bool': (text: string) => formatIP(address(text)) === text,
  'string(net.IP) string': formatIP as (ip: IpValue) => Value,
  '<net.IP>.family() int': (ip: IpValue) => BigInt(ip.family),
  '<net.IP>.isUnspecified() bool': (ip: IpValue) => within(ip, ...UNSPECIFIED),
  '<net.IP>.isLoopback() bool': (ip: IpValue) => within(ip, ...LOOPBACK),
  '<net.IP>.isLinkLocalMulticast() bool': (ip: IpValue) =>
    within(ip, '224.0.0.0/24') || (ip.family === 6 && ((ip.value >> 112n) & 0xff0fn) === 0xff02n),
  '<net.IP>.isLinkLocalUnicast() bool': (ip: IpValue) => within(ip, ...LINK_LOCAL),
  '<net.IP>.isGlobalUnicast() bool': (ip: IpValue) =>
    !within(ip, ...LOOPBACK, ...UNSPECIFIED, ...LINK_LOCAL, ...MULTICAST, '255.255.255.255/32'),
  'cidr(string) net.CIDR': network,
  'isCIDR(string) bool': (text: string) => succeeds(() => network(text)),
  'string(net.CIDR) string': ({ cidr }: CidrValue) => formatCidr(cidr),
  '<net.CIDR>.containsIP(net.IP) bool': ({ cidr }: CidrValue, ip: IpValue) => cidrContains(cidr, ip),
  '<net.CIDR>.containsIP(string) bool': ({ cidr }: CidrValue, ip: string) => cidrContains(cidr, address(ip)),
  '<net.CIDR>.containsCIDR(net.CIDR) bool': containsNetwork,
  '<net.CIDR>.containsCIDR(string) bool': (outer: CidrValue, inner: string) => containsNetwork(outer, network(inner)),
  '<net.CIDR>.ip() net.IP': ({ cidr }: CidrValue) => new IpValue(cidr),
  '<net.CIDR>.prefixLength() int': ({ cidr }: CidrValue) => BigInt(cidr.bits),
  '<net.CIDR>.masked() net.CIDR': (value: CidrValue) => new CidrValue(masked(value)),
};
