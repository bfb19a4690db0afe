import type { ValidatingAdmissionPolicy } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { fillPolicy, paramKindColumn } from './policies.ts';
import type * as Validation from './validating-policy-validation.ts';
import { load } from './validating-policy-validation.ts?lazy';

export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn<ValidatingAdmissionPolicy>('Validations', ({ spec }) => spec?.validations?.length ?? 0),
    paramKindColumn,
    ageColumn,
  ],
  status: true,
  generation: true,
  setDefaults: ({ spec }) => fillPolicy(spec),
  validate: (policy) => load<typeof Validation>().validateValidatingPolicy(policy),
});
