import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkIP } from '../../../api/ip.ts';
import { checkDnsSubdomain, checkSearchDomain } from '../../../api/names.ts';
import type { PodSpec } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';

const policies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const maxNameservers = 3;
const maxSearchPaths = 32;
const maxSearchCharacters = 2048;

export function validateDnsPolicy(policy: string | undefined, path: string): FieldError[] {
  if (!policy) return [required(path)];
  return policies.includes(policy) ? [] : [notSupported(path, policy, policies)];
}

export function validateDnsConfig({ dnsConfig, dnsPolicy }: PodSpec, path: string): FieldError[] {
  if (dnsPolicy === 'None' && !dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  if (dnsPolicy === 'None' && nameservers.length === 0) {
    return [required(child(path, 'nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const errors: FieldError[] = [];
  if (nameservers.length > maxNameservers) {
    errors.push(invalid(child(path, 'nameservers'), nameservers, `must not have more than ${maxNameservers} nameservers`));
  }
  nameservers.forEach((server, i) => errors.push(...checked(child(path, 'nameservers', i), server, checkIP)));
  if (searches.length > maxSearchPaths) {
    errors.push(invalid(child(path, 'searches'), searches, `must not have more than ${maxSearchPaths} search paths`));
  }
  if (searches.join(' ').length > maxSearchCharacters) {
    const text = `must not have more than ${maxSearchCharacters} characters (including spaces) in the search list`;
    errors.push(invalid(child(path, 'searches'), searches, text));
  }
  searches.forEach((search, i) => {
    if (search !== '.') errors.push(...checked(child(path, 'searches', i), search.replace(/\.$/, ''), checkSearchDomain));
  });
  options.forEach(({ name }, i) => {
    if (!name) errors.push(required(child(path, 'options', i), 'must not be empty'));
  });
  return errors;
}

export function validateHostAliases(aliases: NonNullable<PodSpec['hostAliases']>, path: string): FieldError[] {
  return aliases.flatMap(({ ip = '', hostnames = [] }, i) => [
    ...checked(child(path, i, 'ip'), ip, checkIP),
    ...hostnames.flatMap((name, j) => checked(child(path, i, 'hostnames', j), name, checkDnsSubdomain)),
  ]);
}
