import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../api/field-error.ts';
import { checkIP, parseIP } from '../../api/ip.ts';
import { checkDnsSubdomain } from '../../api/names.ts';
import { checked } from './field-checks.ts';

interface Address {
  ip?: string;
  hostname?: string;
  ipMode?: string;
}

const modes = ['Proxy', 'VIP'];

/** The addresses at which a load balancer answers. `withModes`: those of Services tell how traffic comes in. */
export function validateLoadBalancerAddresses(
  addresses: readonly Address[] | undefined,
  withModes: boolean,
  previous: readonly Address[] = [],
): FieldError[] {
  return (addresses ?? []).flatMap(({ ip, hostname, ipMode }, i) => {
    const at = child('status', 'loadBalancer', 'ingress', i);
    return [
      ...(ip && !previous.some((old) => old.ip === ip) ? checked(child(at, 'ip'), ip, checkIP) : []),
      ...(withModes ? validateMode(ip, ipMode, child(at, 'ipMode')) : []),
      ...(hostname ? checked(child(at, 'hostname'), hostname, checkDnsSubdomain) : []),
      ...(hostname && parseIP(hostname) ? [invalid(child(at, 'hostname'), hostname, 'must be a DNS name, not an IP address')] : []),
    ];
  });
}

function validateMode(ip: string | undefined, mode: string | undefined, path: string): FieldError[] {
  if (mode === undefined) return ip ? [required(path, 'must be specified when `ip` is set')] : [];
  if (!ip) return [forbidden(path, 'may not be specified when `ip` is not set')];
  return modes.includes(mode) ? [] : [notSupported(path, mode, modes)];
}
