import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { fillMatchResources } from './matching.ts';
import { bindingColumns, validateBinding } from './policies.ts';

export type MutatingAdmissionPolicyBinding = Kind<k8s.V1MutatingAdmissionPolicyBinding>;

export const mutatingAdmissionPolicyBinding = defineKind<MutatingAdmissionPolicyBinding>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  singular: 'mutatingadmissionpolicybinding',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ...bindingColumns, ageColumn],
  generation: true,
  setDefaults: ({ spec }) => fillMatchResources(spec?.matchResources),
  validate: ({ spec }) => validateBinding(spec ?? {}),
});
