import type { ServiceAccount } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

export const serviceAccount = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  namespaced: true,
  shortNames: ['sa'],
  definition: 'io.k8s.api.core.v1.ServiceAccount',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ageColumn],
  subresources: { token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] } },
});
