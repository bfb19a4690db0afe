import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { immutable } from '../field-checks.ts';
import { fillClaimSpec, validateClaimSpec } from './device-requests.ts';

export type ResourceClaimTemplate = Kind<k8s.V1ResourceClaimTemplate>;

export const resourceClaimTemplate = defineKind<ResourceClaimTemplate>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  namespaced: true,
  definition: 'io.k8s.api.resource.v1.ResourceClaimTemplate',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ageColumn],
  setDefaults: ({ spec }) => fillClaimSpec(spec?.spec ?? {}),
  validate: ({ spec }) => validateClaimSpec(spec?.spec, 'spec.spec'),
  validateUpdate: (next, previous) => immutable('spec', next.spec, previous.spec),
});
