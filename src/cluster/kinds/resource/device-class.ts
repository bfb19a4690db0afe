import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

export type DeviceClass = Kind<k8s.V1DeviceClass>;

export const deviceClass = defineKind<DeviceClass>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  singular: 'deviceclass',
  namespaced: false,
  definition: 'io.k8s.api.resource.v1.DeviceClass',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ageColumn],
  generation: true,
});
