import { duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkIP, parseIPv4, parseIPv6 } from '../../../api/ip.ts';
import type { ServiceSpec } from './service-traits.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const ADDRESSES = 'spec.clusterIPs';

/** clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy, by themselves and together. Not for ExternalName. */
export function validateClusterIpFields(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const errors = [...validateFirst(spec.clusterIP ?? '', clusterIPs)];
  ipFamilies.forEach((family, index) => {
    if (!FAMILIES.includes(family)) errors.push(notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
    if (ipFamilies.indexOf(family) < index) errors.push(duplicate(`spec.ipFamilies[${index}]`, family));
  });
  if (ipFamilyPolicy && !POLICIES.includes(ipFamilyPolicy)) errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, POLICIES));
  const wrong = clusterIPs.flatMap((ip, index) => {
    if (index > 0 || ip !== 'None') return checkIP(ip).map((message) => invalid(`${ADDRESSES}[${index}]`, ip, message));
    return clusterIPs.length > 1 ? [invalid(ADDRESSES, clusterIPs, "'None' must be the first and only value")] : [];
  });
  errors.push(...wrong);
  if (clusterIPs.length > 2) errors.push(invalid(ADDRESSES, clusterIPs, 'may only hold up to 2 values'));
  // Families of addresses that are none would only confuse.
  if (wrong.length > 0) return errors;
  if (clusterIPs.length > 1 && clusterIPs.every((ip) => familyOf(ip) === familyOf(clusterIPs[0]!))) {
    errors.push(invalid(ADDRESSES, clusterIPs, 'may specify no more than one IP for each IP family'));
  }
  return errors.length > 0 ? errors : validateFamilies(clusterIPs, ipFamilies);
}

function validateFirst(clusterIP: string, clusterIPs: readonly string[]): FieldError[] {
  if (clusterIP === '') {
    return clusterIPs.length > 0 ? [invalid(ADDRESSES, clusterIPs, 'must be empty when `clusterIP` is not specified')] : [];
  }
  if (clusterIPs.length === 0) return [required(ADDRESSES)];
  return clusterIPs[0] === clusterIP ? [] : [invalid(ADDRESSES, clusterIPs, 'first value must match `clusterIP`')];
}

function validateFamilies(clusterIPs: readonly string[], families: readonly string[]): FieldError[] {
  return clusterIPs.flatMap((ip, index) => {
    const expected = families[index];
    const family = familyOf(ip);
    if (expected === undefined || family === undefined || family === expected) return [];
    return [invalid(`${ADDRESSES}[${index}]`, ip, `expected an ${expected} value as indicated by \`ipFamilies[${index}]\``)];
  });
}

function familyOf(ip: string): 'IPv4' | 'IPv6' | undefined {
  if (parseIPv4(ip) !== undefined) return 'IPv4';
  return parseIPv6(ip) === undefined ? undefined : 'IPv6';
}
