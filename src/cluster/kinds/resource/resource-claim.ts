import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { immutable } from '../field-checks.ts';
import { fillClaimSpec, validateClaimSpec } from './device-requests.ts';

export type ResourceClaim = Kind<k8s.ResourceV1ResourceClaim>;

export const resourceClaim = defineKind<ResourceClaim>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  singular: 'resourceclaim',
  namespaced: true,
  definition: 'io.k8s.api.resource.v1.ResourceClaim',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn('State', stateText), ageColumn],
  status: true,
  generation: false,
  setDefaults: ({ spec }) => fillClaimSpec(spec ?? {}),
  validate: ({ spec }) => validateClaimSpec(spec, 'spec'),
  validateUpdate: (next, previous) => immutable('spec', next.spec, previous.spec),
});

function stateText({ metadata, status }: ResourceClaim): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  if (!status?.allocation) return deleted ? 'deleted' : 'pending';
  return [...(deleted ? ['deleted'] : []), 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',');
}
