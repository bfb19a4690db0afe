import type { RoleBinding } from '../../../api/types.ts';
import { defineKind } from '../define.ts';
import { bindingRules } from './binding.ts';

export const roleBinding = defineKind<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
  definition: 'io.k8s.api.rbac.v1.RoleBinding',
  nameRule: 'path-segment',
  createOnUpdate: true,
  ...bindingRules<RoleBinding>(true),
});
