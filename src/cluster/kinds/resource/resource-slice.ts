import type * as k8s from '@kubernetes/client-node';
import { required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';

export type ResourceSlice = Kind<k8s.V1ResourceSlice>;

export const resourceSlice = defineKind<ResourceSlice>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  singular: 'resourceslice',
  namespaced: false,
  definition: 'io.k8s.api.resource.v1.ResourceSlice',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<ResourceSlice>('Node', ({ spec }) => spec.nodeName ?? ''),
    textColumn<ResourceSlice>('Driver', ({ spec }) => spec.driver),
    textColumn<ResourceSlice>('Pool', ({ spec }) => spec.pool?.name ?? ''),
    ageColumn,
  ],
  generation: true,
  fields: { 'spec.nodeName': ({ spec }) => spec.nodeName ?? '', 'spec.driver': ({ spec }) => spec.driver },
  validate,
  validateUpdate: (next, previous) => [
    ...immutable('spec.driver', next.spec.driver, previous.spec.driver),
    ...immutable('spec.pool.name', next.spec.pool?.name, previous.spec.pool?.name),
    ...immutable('spec.nodeName', next.spec.nodeName, previous.spec.nodeName),
  ],
});

function validate({ spec: { driver, pool } }: ResourceSlice): FieldError[] {
  return [
    ...(driver ? checked('spec.driver', driver.toLowerCase(), checkDnsSubdomain) : [required('spec.driver')]),
    ...(pool?.name ? [] : [required('spec.pool.name')]),
  ];
}
