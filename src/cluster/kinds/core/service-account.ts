import type { ServiceAccount } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

/** Marks an account whose pods may use the secrets that it lists, and no others. */
const ENFORCE_MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccount = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  namespaced: true,
  shortNames: ['sa'],
  definition: 'io.k8s.api.core.v1.ServiceAccount',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ageColumn],
  warnings: ({ metadata }, previous) =>
    metadata.annotations?.[ENFORCE_MOUNTABLE] !== undefined && previous?.metadata.annotations?.[ENFORCE_MOUNTABLE] === undefined
      ? [
          `metadata.annotations[${ENFORCE_MOUNTABLE}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
        ]
      : [],
  subresources: { token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] } },
});
