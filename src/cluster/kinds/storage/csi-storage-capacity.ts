import type * as k8s from '@kubernetes/client-node';
import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import { parseQuantity, sign } from '../../../api/quantity.ts';
import type { Kind } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable, shownSelector, validateLabelSelector } from '../field-checks.ts';

export type CSIStorageCapacity = Kind<k8s.V1CSIStorageCapacity>;

export const csiStorageCapacity = defineKind<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  namespaced: true,
  definition: 'io.k8s.api.storage.v1.CSIStorageCapacity',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, createdAtColumn],
  validate: ({ nodeTopology, storageClassName, capacity, maximumVolumeSize }) => [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...(storageClassName ? checked('storageClassName', storageClassName, checkDnsSubdomain) : [required('storageClassName')]),
    ...notNegative('capacity', capacity),
    ...notNegative('maximumVolumeSize', maximumVolumeSize),
  ],
  validateUpdate: (next, previous) => [
    ...immutable('nodeTopology', next.nodeTopology, previous.nodeTopology, shownSelector(next.nodeTopology)),
    ...immutable('storageClassName', next.storageClassName, previous.storageClassName),
  ],
});

function notNegative(path: string, amount: string | undefined): FieldError[] {
  const negative = amount !== undefined && sign(parseQuantity(amount)) < 0;
  return negative ? [invalid(path, amount, 'must be greater than or equal to 0')] : [];
}
