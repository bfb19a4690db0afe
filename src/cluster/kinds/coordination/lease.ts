import { invalid, type FieldError } from '../../../api/field-error.ts';
import type { Lease } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { nonNegative, positive } from '../field-checks.ts';

export const lease = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  definition: 'io.k8s.api.coordination.v1.Lease',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<Lease>('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
  createOnUpdate: true,
  validate,
});

function validate({ spec }: Lease): FieldError[] {
  return [
    ...positive('spec.leaseDurationSeconds', spec?.leaseDurationSeconds),
    ...nonNegative('spec.leaseTransitions', spec?.leaseTransitions),
    ...(spec?.holderIdentity === '' ? [invalid('spec.holderIdentity', '', 'must not be empty')] : []),
  ];
}
