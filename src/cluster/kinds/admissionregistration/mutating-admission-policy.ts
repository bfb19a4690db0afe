import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import type * as Validation from './mutating-policy-validation.ts';
import { load } from './mutating-policy-validation.ts?lazy';
import { fillPolicy, paramKindColumn } from './policies.ts';

export type MutatingAdmissionPolicy = Kind<k8s.V1MutatingAdmissionPolicy>;

export const mutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  singular: 'mutatingadmissionpolicy',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn<MutatingAdmissionPolicy>('Mutations', ({ spec }) => spec?.mutations?.length ?? 0),
    paramKindColumn,
    ageColumn,
  ],
  generation: true,
  setDefaults: ({ spec }) => fillPolicy(spec),
  validate: ({ spec }) => load<typeof Validation>().validateMutatingPolicy(spec),
});
