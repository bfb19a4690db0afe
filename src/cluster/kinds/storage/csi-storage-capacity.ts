import type * as k8s from '@kubernetes/client-node';
import { required } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { Kind } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { nodeSelectorWarnings } from '../core/node-label-warnings.ts';
import { defineKind } from '../define.ts';
import { checked, immutable, nonNegativeAmount, shownSelector, validateLabelSelector } from '../field-checks.ts';

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
  validate: ({ nodeTopology, storageClassName, capacity }) => [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...(storageClassName ? checked('storageClassName', storageClassName, checkDnsSubdomain) : [required('storageClassName')]),
    ...(capacity ? nonNegativeAmount(capacity, 'capacity') : []),
  ],
  warnings: ({ nodeTopology }) => nodeSelectorWarnings(nodeTopology ?? {}, 'nodeTopology'),
  validateUpdate: (next, previous) => [
    ...immutable('nodeTopology', next.nodeTopology, previous.nodeTopology, shownSelector(next.nodeTopology)),
    ...immutable('storageClassName', next.storageClassName, previous.storageClassName),
  ],
});
