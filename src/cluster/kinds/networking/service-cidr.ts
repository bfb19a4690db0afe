import type * as k8s from '@kubernetes/client-node';
import { child, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkCanonicalCidr, parseCidr } from '../../../api/ip.ts';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';

export type ServiceCIDR = Kind<k8s.V1ServiceCIDR>;

const PATH = 'spec.cidrs';

export const serviceCIDR = defineKind<ServiceCIDR>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  namespaced: false,
  definition: 'io.k8s.api.networking.v1.ServiceCIDR',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<ServiceCIDR>('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')), ageColumn],
  status: true,
  generation: false,
  validate: ({ spec }) => validateCidrs(spec?.cidrs ?? []),
  validateUpdate: (next, previous) => {
    const before = previous.spec?.cidrs ?? [];
    const after = next.spec?.cidrs ?? [];
    // A second address family may be added later.
    const grown = before.length === 1 && after.length === 2;
    if (before.length !== after.length && !grown) return immutable(PATH, after, before);
    return before.flatMap((cidr, index) => immutable(child(PATH, index), after[index], cidr));
  },
});

function validateCidrs(cidrs: readonly string[]): FieldError[] {
  if (cidrs.length === 0) return [required(PATH, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid(PATH, { CIDRs: cidrs }, 'may only hold up to 2 values')];
  const families = cidrs.map((cidr) => parseCidr(cidr)?.family);
  const twice =
    families.length === 2 && families[0] !== undefined && families[0] === families[1]
      ? [invalid(PATH, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64')]
      : [];
  return [...cidrs.flatMap((cidr, index) => checked(child(PATH, index), cidr, checkCanonicalCidr)), ...twice];
}
