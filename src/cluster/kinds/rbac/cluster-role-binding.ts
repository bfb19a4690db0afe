import type { ClusterRoleBinding } from '../../../api/types.ts';
import { defineKind } from '../define.ts';
import { bindingRules } from './binding.ts';

export const clusterRoleBinding = defineKind<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
  definition: 'io.k8s.api.rbac.v1.ClusterRoleBinding',
  nameRule: 'path-segment',
  createOnUpdate: true,
  ...bindingRules<ClusterRoleBinding>(false),
});
